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
        rule.conventions().length().require(rule, tracked);
        return of(rule.conventions(), tracked);
    }

    /** The same under conventions that need not be those of a rule. */
    static SequenceScore of(Conventions conventions, Tracked tracked) {
        Tracked annotated = tracked.annotatedOnly();
        FrameErrors errors = conventions.errors(annotated);
        Curves curves = Curves.of(conventions, errors);
        Measures measures = Measures.ofSequence(conventions, curves, errors.averageOverlap());
        return new SequenceScore(tracked.sequence(), annotated.truth().size(), errors.divisor(), measures, curves);
    }

    /** Whether the rule counted any frame at all; if not, every measure is NaN. */
    public boolean defined() {
        return counted > 0;
    }
}
