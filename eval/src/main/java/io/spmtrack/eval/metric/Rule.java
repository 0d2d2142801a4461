package io.spmtrack.eval.metric;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Truth;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The ways of scoring one sequence; benchmarks differ in what an invalid or absent frame counts as. A rule is one
 * constant with its {@link Conventions}.
 */
public enum Rule {
    /** Continuous boxes, all frames, an invalid ground truth is a failure ({@code data/expected_scores.json}). */
    PLAIN("plain", Conventions.of(PlainErrors::plain, Thresholds.TOOLKIT)),
    /** The MATLAB toolkit of OTB, also that of UAV123: invalid ground truth counts as a hit for precision. */
    OTB_MATLAB(
            "otb-matlab",
            Conventions.of(ToolkitErrors.COUNTED, Thresholds.OTB).repairing(ToolkitErrors.REPAIRED_BY_OTB)),
    /** The toolkit of LaSOT: as OTB's, absent frames removed but kept in the divisor. */
    LASOT(
            "lasot",
            Conventions.of(ToolkitErrors.COUNTED, Thresholds.TOOLKIT)
                    .repairing(ToolkitErrors.REPAIRED)
                    .failingWhereAbsent()
                    .needing(Length.ENOUGH)),
    /** The toolkit of LasHeR: as LaSOT's without absent flags. */
    LASHER(
            "lasher",
            Conventions.of(ToolkitErrors.COUNTED, Thresholds.TOOLKIT)
                    .repairing(ToolkitErrors.REPAIRED)
                    .needing(Length.ENOUGH)),
    /** The toolkit of RGBT234: the better of two annotations, frame by frame ({@code docs/guide/multimodal.md}). */
    RGBT234("rgbt234", Conventions.of(PairErrors::rgbt234, Thresholds.TOOLKIT)),
    /** The toolkit of VisEvent: LaSOT's, so absent frames are removed but kept in the divisor. */
    VISEVENT(
            "visevent",
            Conventions.of(ToolkitErrors.COUNTED, Thresholds.TOOLKIT)
                    .repairing(ToolkitErrors.REPAIRED)
                    .failingWhereAbsent()
                    .needing(Length.ENOUGH)),
    /** The rule of GTOT: frames of all sequences pooled, precision at 5 pixels, success as an area. */
    GTOT("gtot", Conventions.of(PairErrors::gtot, Thresholds.GTOT).pooling().bySuccessArea()),
    /** The evaluation of mmtracking. */
    MINI_SOT(
            "mini_sot", Conventions.of(PlainErrors::miniSot, Thresholds.TOOLKIT).needing(Length.EQUAL)),
    /** What the official SPMTrack presets report ({@code docs/spec/evaluation.md §2}), with the {@link Quirks} of data sets. */
    COMPATIBLE(
            "compatible",
            Conventions.of(CompatibleErrors::of, Thresholds.COMPATIBLE)
                    .needing(Length.EQUAL)
                    .inSinglePrecision()),
    /** The second variant of the official code: absent and invalid frames left out ({@code docs/spec/evaluation.md §3}). */
    STRICT(
            "strict",
            Conventions.of(StrictErrors::of, Thresholds.STRICT)
                    .needing(Length.EQUAL)
                    .counting(StrictErrors::counts)),
    /** The GOT-10k toolkit: overlaps of all frames of all sequences pooled ({@code docs/spec/evaluation.md §4}). */
    GOT10K(
            "got10k",
            Conventions.of(ServerErrors::got10k, Thresholds.GOT10K)
                    .needing(Length.EQUAL)
                    .counting(ServerErrors::counts)
                    .pooling()),
    /** The TrackingNet devkit: whole-pixel boxes, areas under three curves ({@code docs/spec/evaluation.md §5}). */
    TRACKINGNET(
            "trackingnet",
            Conventions.of(ServerErrors::trackingNet, Thresholds.TRACKINGNET).byAreas());

    private final String label;
    /** A value: its functions have no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Conventions conventions;

    Rule(String label, Conventions conventions) {
        this.label = label;
        this.conventions = conventions;
    }

    /** The name on the command line and in files. */
    public String label() {
        return label;
    }

    Conventions conventions() {
        return conventions;
    }

    /**
     * The rule of this name.
     *
     * @throws InputException if there is none
     */
    public static Rule named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(rule -> rule.label.equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new InputException("unknown rule " + name + "; choose one of auto, official, " + labels()));
    }

    /** All names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(Rule::label).collect(Collectors.joining(", "));
    }

    /**
     * Whether the rule counts any frame at all; if not, no score is defined. GOT-10k's leaves out the first frame and
     * those whose target is hidden, the strict one those without a valid box.
     */
    public boolean counts(Truth truth) {
        Truth annotated = truth.annotatedOnly();
        return IntStream.range(0, annotated.size())
                .anyMatch(frame -> conventions.counting().counts(annotated, frame));
    }

    /** Whether the score of a data set pools frames instead of averaging over sequences. */
    public boolean pooled() {
        return conventions().pooled();
    }

    @Override
    public String toString() {
        return label;
    }
}
