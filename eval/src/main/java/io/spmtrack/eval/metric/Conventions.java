package io.spmtrack.eval.metric;

import io.spmtrack.eval.Truth;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * All that sets a rule apart.
 *
 * @param results makes usable rows of those that are not
 * @param absenceFails whether frames fail whose target does not exist, whatever is said about them
 * @param errors of the frames of a sequence that is annotated in every frame
 * @param thresholds of the curves
 * @param length how many result rows are needed
 * @param counting which frames count at all
 * @param pooled whether the score of a data set pools frames instead of averaging over sequences
 * @param areas which measures are areas under curves instead of means and single points
 * @param singlePrecision whether curves are rounded to, and sequences scored in, single precision
 */
record Conventions(
        UnaryOperator<Tracked> results,
        boolean absenceFails,
        Function<Tracked, FrameErrors> errors,
        Thresholds thresholds,
        Length length,
        Counting counting,
        boolean pooled,
        Areas areas,
        boolean singlePrecision) {
    private static final UnaryOperator<Tracked> AS_THEY_ARE = UnaryOperator.identity();

    /** Whether a frame counts, given that it is annotated. */
    @FunctionalInterface
    interface Counting {
        boolean counts(Truth truth, int frame);
    }

    /** Of which curves the area is the measure. */
    enum Areas {
        NONE,
        SUCCESS,
        ALL
    }

    /** The usual case: any number of rows, every frame, mean over sequences. */
    static Conventions of(Function<Tracked, FrameErrors> errors, Thresholds thresholds) {
        return new Conventions(
                AS_THEY_ARE, false, errors, thresholds, Length.ANY, (truth, frame) -> true, false, Areas.NONE, false);
    }

    /** What a sequence that is annotated in every frame comes to. */
    FrameErrors errors(Tracked tracked) {
        Tracked usable = results.apply(tracked);
        FrameErrors all = errors.apply(usable);
        return absenceFails && all.size() == usable.common()
                ? all.failing(frame -> !usable.truth().exists(frame))
                : all; // of fewer frames: absent ones are left out already
    }

    Conventions repairing(UnaryOperator<Tracked> other) {
        return new Conventions(
                other, absenceFails, errors, thresholds, length, counting, pooled, areas, singlePrecision);
    }

    Conventions failingWhereAbsent() {
        return new Conventions(results, true, errors, thresholds, length, counting, pooled, areas, singlePrecision);
    }

    Conventions needing(Length other) {
        return new Conventions(
                results, absenceFails, errors, thresholds, other, counting, pooled, areas, singlePrecision);
    }

    Conventions counting(Counting other) {
        return new Conventions(
                results, absenceFails, errors, thresholds, length, other, pooled, areas, singlePrecision);
    }

    Conventions pooling() {
        return new Conventions(
                results, absenceFails, errors, thresholds, length, counting, true, areas, singlePrecision);
    }

    Conventions byAreas() {
        return new Conventions(
                results, absenceFails, errors, thresholds, length, counting, pooled, Areas.ALL, singlePrecision);
    }

    Conventions bySuccessArea() {
        return new Conventions(
                results, absenceFails, errors, thresholds, length, counting, pooled, Areas.SUCCESS, singlePrecision);
    }

    Conventions inSinglePrecision() {
        return new Conventions(results, absenceFails, errors, thresholds, length, counting, pooled, areas, true);
    }
}
