package io.spmtrack.eval.metric;

import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;

/**
 * The compatible handler of the official code ({@code docs/spec/evaluation.md §2}), which imitates PyTracking. A target that
 * does not exist has no true box, whatever the file says. An invalid frame has a normalised error of -1 and so counts as
 * correct, a quirk that published numbers contain.
 */
final class CompatibleErrors {

    private CompatibleErrors() {}

    static FrameErrors of(Tracked tracked) {
        Quirks quirks = tracked.quirks();
        Truth existing = tracked.truth().withoutAbsent();
        FrameErrors errors = new FrameErrors(tracked.common(), tracked.common());
        for (int frame = 0; frame < tracked.common(); frame++) {
            Box result = oneBased(tracked.predicted().get(frame), quirks);
            Box truth = oneBased(existing.box(frame), quirks);
            add(errors, quirks, result, truth, existing.exists(frame));
        }
        return errors;
    }

    private static void add(FrameErrors errors, Quirks quirks, Box result, Box truth, boolean exists) {
        boolean valid = truth.width() > 0 && truth.height() > 0 && (exists || !quirks.absence());
        double overlap = valid ? Inclusive.overlap(result, truth) : -1;
        if (!exists && quirks.fromOne()) {
            errors.add(overlap, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        } else if (valid) {
            errors.add(overlap, Inclusive.centerError(result, truth), Inclusive.officialNormalizedError(result, truth));
        } else {
            errors.add(overlap, quirks.invalidHits() ? -1 : Double.POSITIVE_INFINITY, -1);
        }
    }

    private static Box oneBased(Box box, Quirks quirks) {
        return quirks.fromOne() ? new Box(box.x1() + 1, box.y1() + 1, box.x2() + 1, box.y2() + 1) : box;
    }
}
