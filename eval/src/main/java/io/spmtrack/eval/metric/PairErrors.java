package io.spmtrack.eval.metric;

import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;

/** Benchmarks of two modalities that annotate both of them, or count otherwise than LasHeR does. */
final class PairErrors {

    private PairErrors() {}

    /**
     * The maximum rule of RGBT234: of each frame the smaller error and the larger overlap over both annotations. Unusable
     * rows are replaced by the row before; the first row counts as the tracker wrote it.
     */
    static FrameErrors rgbt234(Tracked tracked) {
        Truth visible = tracked.truth();
        Truth second = visible.second();
        List<Box> results = usable(tracked);
        FrameErrors errors = new FrameErrors(results.size(), visible.size());
        for (int frame = 0; frame < results.size(); frame++) {
            Box result = results.get(frame);
            Box first = visible.box(frame);
            Box other = second.box(frame);
            errors.add(
                    larger(Inclusive.overlap(result, first), Inclusive.overlap(result, other)),
                    smaller(Inclusive.centerError(result, first), Inclusive.centerError(result, other)),
                    smaller(Inclusive.normalizedError(result, first), Inclusive.normalizedError(result, other)));
        }
        return errors;
    }

    /** Continuous boxes; a frame without a usable result or true box is a failure. */
    static FrameErrors gtot(Tracked tracked) {
        FrameErrors errors = new FrameErrors(tracked.common(), tracked.truth().size());
        for (int frame = 0; frame < tracked.common(); frame++) {
            Box result = tracked.predicted().get(frame);
            Box truth = tracked.truth().box(frame);
            if (result.valid() && truth.valid()) {
                errors.add(Continuous.overlap(result, truth), Continuous.centerError(result, truth), Double.NaN);
            } else {
                errors.add(-1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
            }
        }
        return errors;
    }

    private static List<Box> usable(Tracked tracked) {
        List<Box> results = new ArrayList<>(tracked.predicted().subList(0, tracked.common()));
        for (int frame = 1; frame < results.size(); frame++) {
            if (!results.get(frame).valid()) {
                results.set(frame, results.get(frame - 1));
            }
        }
        return results;
    }

    /** NaN, which a missing annotation gives, is worse than any number. */
    private static double smaller(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }

    private static double larger(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }
}
