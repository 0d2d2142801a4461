package io.spmtrack.eval.metric;

import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;

/**
 * The strict handler of the official code ({@code docs/spec/evaluation.md §3}): absent and invalid frames are left out.
 */
final class StrictErrors {

    private StrictErrors() {}

    static FrameErrors of(Tracked tracked) {
        int counted = 0;
        for (int frame = 0; frame < tracked.common(); frame++) {
            counted += counts(tracked.truth(), frame) ? 1 : 0;
        }
        FrameErrors errors = new FrameErrors(counted, counted);
        for (int frame = 0; frame < tracked.common(); frame++) {
            if (counts(tracked.truth(), frame)) {
                add(errors, tracked.predicted().get(frame), tracked.truth().box(frame));
            }
        }
        return errors;
    }

    /** Overlap of one frame as the official report lists it: 0 where the frame is left out. */
    static double frameOverlap(Tracked tracked, int frame) {
        return counts(tracked.truth(), frame)
                ? overlap(tracked.predicted().get(frame), tracked.truth().box(frame))
                : 0;
    }

    private static void add(FrameErrors errors, Box result, Box truth) {
        if (result.valid()) {
            double overlap = overlap(result, truth);
            errors.add(
                    overlap == 0 ? -1 : overlap,
                    Continuous.centerError(result, truth),
                    Continuous.officialNormalizedError(result, truth));
        } else {
            errors.add(-1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
    }

    static boolean counts(Truth truth, int frame) {
        return truth.exists(frame) && truth.box(frame).valid();
    }

    private static double overlap(Box result, Box truth) {
        return Continuous.overlap(result, truth);
    }
}
