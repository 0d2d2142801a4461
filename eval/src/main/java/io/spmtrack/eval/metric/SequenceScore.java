package io.spmtrack.eval.metric;

/**
 * The score of one tracker on one sequence.
 *
 * @param name of the sequence
 * @param frames number of ground truth rows, those of frames without annotation left out
 * @param counted number of frames that a rule which pools frames counts; their share of the data set's score
 */
public record SequenceScore(String name, int frames, int counted, Measures measures, Curves curves) {

    /**
     * @throws io.spmtrack.engine.InputException if the rule does not allow the number of result rows, or needs
     *     the size of pictures that are missing
     */
    public static SequenceScore of(Rule rule, Tracked tracked) {
        tracked.requireRows(rule);
        Tracked annotated = tracked.annotatedOnly();
        FrameErrors errors = errors(rule, annotated);
        Curves curves = Curves.of(rule, errors);
        Measures measures = Measures.ofSequence(rule, curves, errors.averageOverlap());
        return new SequenceScore(tracked.sequence(), annotated.truth().size(), errors.divisor(), measures, curves);
    }

    /** Whether the rule counted any frame at all; if not, every measure is NaN. */
    public boolean defined() {
        return counted > 0;
    }

    /** @param tracked annotated in every frame, with as many results as the rule needs */
    static FrameErrors errors(Rule rule, Tracked tracked) {
        return switch (rule) {
            case PLAIN -> PlainErrors.plain(tracked);
            case OTB_MATLAB -> ToolkitErrors.otb(tracked);
            case LASOT -> ToolkitErrors.lasot(tracked);
            case LASHER -> ToolkitErrors.lasher(tracked);
            case MINI_SOT -> PlainErrors.miniSot(tracked);
            case COMPATIBLE -> CompatibleErrors.of(tracked);
            case STRICT -> StrictErrors.of(tracked);
            case GOT10K -> ServerErrors.got10k(tracked);
            case TRACKINGNET -> ServerErrors.trackingNet(tracked);
        };
    }
}
