package io.spmtrack.eval.metric;

import io.spmtrack.model.image.Box;

/** Overlap and centre errors of continuous boxes, taken as they stand: nothing is repaired, NaN stays NaN. */
final class Continuous {

    private Continuous() {}

    static double overlap(Box result, Box truth) {
        double common = result.intersection(truth);
        return common / (result.width() * result.height() + truth.width() * truth.height() - common);
    }

    static double centerError(Box result, Box truth) {
        double dx = result.centerX() - truth.centerX();
        double dy = result.centerY() - truth.centerY();
        return Math.sqrt(dx * dx + dy * dy);
    }

    static double normalizedError(Box result, Box truth) {
        double dx = (result.centerX() - truth.centerX()) / truth.width();
        double dy = (result.centerY() - truth.centerY()) / truth.height();
        return Math.sqrt(dx * dx + dy * dy);
    }

    /** The same as the official code rounds it: the centres are divided before they are subtracted. */
    static double officialNormalizedError(Box result, Box truth) {
        double dx = result.centerX() / truth.width() - truth.centerX() / truth.width();
        double dy = result.centerY() / truth.height() - truth.centerY() / truth.height();
        return Math.sqrt(dx * dx + dy * dy);
    }
}
