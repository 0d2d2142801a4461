package io.spmtrack.eval.metric;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Truth;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The ways of scoring one sequence; benchmarks differ in what an invalid or absent frame counts as. */
public enum Rule {
    /** Continuous boxes, all frames, an invalid ground truth is a failure ({@code data/expected_scores.json}). */
    PLAIN("plain"),
    /** The MATLAB toolkit of OTB, also that of UAV123: invalid ground truth counts as a hit for precision. */
    OTB_MATLAB("otb-matlab"),
    /** The toolkit of LaSOT: as OTB's, absent frames removed but kept in the divisor. */
    LASOT("lasot"),
    /** The toolkit of LasHeR: as LaSOT's without absent flags. */
    LASHER("lasher"),
    /** The evaluation of mmtracking. */
    MINI_SOT("mini_sot"),
    /**
     * What the official SPMTrack presets report ({@code docs/spec/evaluation.md §2}), quirks by data set name included.
     */
    COMPATIBLE("compatible"),
    /**
     * The second variant of the official code: absent and invalid frames left out ({@code docs/spec/evaluation.md §3}).
     */
    STRICT("strict"),
    /** The GOT-10k toolkit: overlaps of all frames of all sequences pooled ({@code docs/spec/evaluation.md §4}). */
    GOT10K("got10k"),
    /** The TrackingNet devkit: whole-pixel boxes, areas under three curves ({@code docs/spec/evaluation.md §5}). */
    TRACKINGNET("trackingnet");

    private final String label;

    Rule(String label) {
        this.label = label;
    }

    /** The name on the command line and in files. */
    public String label() {
        return label;
    }

    /**
     * The rule of this name; {@code official} is the rule of the data set's own toolkit, {@code auto} the same where there
     * is one and {@link #PLAIN} elsewhere.
     *
     * @param dataset such as {@code otb} or {@code got10k-val}
     * @throws InputException if there is no such rule, or no official one for the data set
     */
    public static Rule of(String name, String dataset) {
        String wanted = name.toLowerCase(Locale.ROOT);
        if (wanted.equals("auto")) {
            return official(dataset).orElse(PLAIN);
        }
        if (wanted.equals("official")) {
            return official(dataset)
                    .orElseThrow(() -> new InputException(
                            "no official rule is known for " + dataset + "; choose one of " + labels()));
        }
        return Arrays.stream(values())
                .filter(rule -> rule.label.equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new InputException("unknown rule " + name + "; choose one of auto, official, " + labels()));
    }

    /** The rule of the data set's own toolkit, which published tables use. */
    public static Optional<Rule> official(String dataset) {
        return switch (Benchmark.of(dataset)) {
            case LASOT, LASOT_EXTENSION -> Optional.of(LASOT);
            case OTB, UAV, NFS, TEMPLE_COLOR -> Optional.of(OTB_MATLAB);
            case LASHER -> Optional.of(LASHER);
            case GOT10K -> Optional.of(GOT10K);
            case TRACKINGNET -> Optional.of(TRACKINGNET);
            case MINI_SOT -> Optional.of(MINI_SOT);
            case VASTTRACK, OTHER -> Optional.empty();
        };
    }

    /**
     * Whether the rule counts any frame at all; if not, no score is defined. GOT-10k's leaves out the first frame and
     * those whose target is hidden, the strict one those without a valid box.
     */
    public boolean counts(Truth truth) {
        Truth annotated = truth.annotatedOnly();
        return IntStream.range(0, annotated.size()).anyMatch(frame -> switch (this) {
            case GOT10K -> ServerErrors.counts(annotated, frame);
            case STRICT -> StrictErrors.counts(annotated, frame);
            case PLAIN, OTB_MATLAB, LASOT, LASHER, MINI_SOT, COMPATIBLE, TRACKINGNET -> true;
        });
    }

    /** Whether the score of a data set pools frames instead of averaging over sequences. */
    boolean pooled() {
        return this == GOT10K;
    }

    private static String labels() {
        return Arrays.stream(values()).map(Rule::label).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return label;
    }
}
