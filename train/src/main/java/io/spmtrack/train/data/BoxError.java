package io.spmtrack.train.data;

import io.spmtrack.model.image.Box;
import java.util.Optional;

/**
 * How a box that was found differs from the true one, in units of the true box, so that a box elsewhere can be given the same error.
 *
 * @param x displacement of the centre in widths
 * @param y displacement of the centre in heights
 * @param width found width in relation to the true one
 * @param height found height in relation to the true one
 */
public record BoxError(double x, double y, double width, double height) {
    /** With less overlap the target counts as lost: no tracker goes on from there for long. */
    private static final double LEAST_OVERLAP = 0.3;

    /** The error of a box; empty if it has lost its target or is none. */
    public static Optional<BoxError> of(Box found, Box truth) {
        // Also false where the overlap is not a number.
        if (!found.valid() || !truth.valid() || !(found.iou(truth) >= LEAST_OVERLAP)) {
            return Optional.empty();
        }
        return Optional.of(new BoxError(
                (found.centerX() - truth.centerX()) / truth.width(),
                (found.centerY() - truth.centerY()) / truth.height(),
                found.width() / truth.width(),
                found.height() / truth.height()));
    }

    /** The same error in a picture that is mirrored. */
    BoxError flipped() {
        return new BoxError(-x, y, width, height);
    }

    /** What would be found with this error. */
    Box on(Box truth) {
        return Box.centered(
                truth.centerX() + x * truth.width(),
                truth.centerY() + y * truth.height(),
                truth.width() * width,
                truth.height() * height);
    }
}
