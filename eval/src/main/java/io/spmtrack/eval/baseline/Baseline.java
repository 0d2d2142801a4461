package io.spmtrack.eval.baseline;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.track.FilterTracker;
import io.spmtrack.model.track.Tracker;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Trackers without learned weights, by the names the command line has for them. */
public enum Baseline {
    /** A box that never moves. */
    STILL("still", "box-never-moves"),
    /** Template matching. */
    MATCHING("matching", "template-matching"),
    /** A correlation filter that learns from the video. */
    FILTER("filter", "correlation-filter");

    private final String label;
    private final String title;

    Baseline(String label, String title) {
        this.label = label;
        this.title = title;
    }

    /** Its row in tables and its folder of results. */
    public String title() {
        return title;
    }

    /** A new tracker. */
    public Tracker open() {
        return switch (this) {
            case STILL -> new StillTracker();
            case MATCHING -> new TemplateMatcher();
            case FILTER -> new FilterTracker();
        };
    }

    /**
     * The baseline of a name.
     *
     * @throws InputException if there is none
     */
    public static Baseline of(String label) {
        return Arrays.stream(values())
                .filter(baseline -> baseline.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new InputException("--baseline=" + label + ": one of "
                        + Arrays.stream(values()).map(each -> each.label).collect(Collectors.joining(", "))
                        + " is expected"));
    }
}
