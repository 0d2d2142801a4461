package io.spmtrack.cli;

import io.spmtrack.eval.baseline.StillTracker;
import io.spmtrack.eval.baseline.TemplateMatcher;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.track.FrameProgram;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.Tracker;
import io.spmtrack.model.track.TrackerSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A tracker that takes part in a comparison.
 *
 * @param name of its rows and its folder of results
 * @param inputs what its results depend on besides the data
 * @param open makes the tracker for a data set of the given name
 */
record Contestant(String name, Map<String, String> inputs, Function<String, Tracker> open) {

    /** What any tracker has to beat: a box that never moves, and template matching. */
    static List<Contestant> baselines() {
        return List.of(
                new Contestant("box-never-moves", Map.of(), dataset -> new StillTracker()),
                new Contestant("template-matching", Map.of(), dataset -> new TemplateMatcher()));
    }

    /** SPMTrack with loaded weights. */
    static Contestant spmtrack(FrameProgram program, TrackerSettings settings, String weights) {
        String size = program.model().settings().equals(ModelSettings.base()) ? "DINOv2/B-378" : "";
        return new Contestant(
                "spmtrack",
                Map.of("weights", weights, "settings", settings.toString()),
                dataset -> new SpmTracker(program, settings.resolved(official(dataset), size)));
    }

    /** The benchmark's name as the official rule for references spells it. */
    private static String official(String dataset) {
        return dataset.startsWith("lasot") && !dataset.startsWith("lasot-ext") ? "LaSOT" : dataset;
    }
}
