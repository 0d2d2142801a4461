package io.spmtrack.eval.metric;

import io.spmtrack.model.image.Box;

/** Rules without a benchmark's conventions: {@code plain} and the one of mmtracking, which hardly differs. */
final class PlainErrors {

    private PlainErrors() {}

    /** All common frames; an invalid ground truth fails, an empty result has overlap 0. */
    static FrameErrors plain(Tracked tracked) {
        FrameErrors errors = new FrameErrors(tracked.common(), tracked.common());
        for (int frame = 0; frame < tracked.common(); frame++) {
            Box truth = tracked.truth().box(frame);
            if (positive(truth)) {
                add(errors, tracked.predicted().get(frame), truth);
            } else {
                errors.add(Double.NaN, Double.NaN, Double.NaN);
            }
        }
        return errors;
    }

    /** As plain, but a ground truth whose centre is not positive is a hit for both precisions. */
    static FrameErrors miniSot(Tracked tracked) {
        FrameErrors errors = new FrameErrors(tracked.common(), tracked.common());
        for (int frame = 0; frame < tracked.common(); frame++) {
            Box truth = tracked.truth().box(frame);
            Box result = tracked.predicted().get(frame);
            boolean centered = truth.centerX() > 0 && truth.centerY() > 0;
            errors.add(
                    positive(truth) ? overlap(result, truth) : -1,
                    centered ? Continuous.centerError(result, truth) : -1,
                    centered ? Continuous.normalizedError(result, truth) : -1);
        }
        return errors;
    }

    private static void add(FrameErrors errors, Box result, Box truth) {
        errors.add(
                overlap(result, truth),
                Continuous.centerError(result, truth),
                Continuous.normalizedError(result, truth));
    }

    private static double overlap(Box result, Box truth) {
        return result.width() <= 0 || result.height() <= 0 ? 0 : Continuous.overlap(result, truth);
    }

    private static boolean positive(Box box) {
        return box.width() > 0 && box.height() > 0;
    }
}
