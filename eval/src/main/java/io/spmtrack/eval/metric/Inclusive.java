package io.spmtrack.eval.metric;

import io.spmtrack.model.image.Box;

/**
 * Overlap and centre errors with inclusive pixels (right = x + w - 1), as the MATLAB toolkits and their descendants
 * compute them. The order of operations is theirs: it decides whether an error equals a threshold.
 */
final class Inclusive {

    private Inclusive() {}

    static double overlap(Box result, Box truth) {
        double width = common(result.x1(), result.width(), truth.x1(), truth.width());
        double height = common(result.y1(), result.height(), truth.y1(), truth.height());
        double common = width * height;
        return common / (result.width() * result.height() + truth.width() * truth.height() - common);
    }

    private static double common(double start, double size, double otherStart, double otherSize) {
        double end = Math.min(start + size - 1, otherStart + otherSize - 1);
        return Math.max(end - Math.max(start, otherStart) + 1, 0);
    }

    static double centerError(Box result, Box truth) {
        double dx = center(result.x1(), result.width()) - center(truth.x1(), truth.width());
        double dy = center(result.y1(), result.height()) - center(truth.y1(), truth.height());
        return Math.sqrt(dx * dx + dy * dy);
    }

    static double normalizedError(Box result, Box truth) {
        double dx = center(result.x1(), result.width()) - center(truth.x1(), truth.width());
        double dy = center(result.y1(), result.height()) - center(truth.y1(), truth.height());
        dx /= truth.width();
        dy /= truth.height();
        return Math.sqrt(dx * dx + dy * dy);
    }

    /** The same as the official code rounds it: the centres are divided before they are subtracted. */
    static double officialNormalizedError(Box result, Box truth) {
        double width = truth.width();
        double height = truth.height();
        double dx = center(result.x1(), result.width()) / width - center(truth.x1(), width) / width;
        double dy = center(result.y1(), result.height()) / height - center(truth.y1(), height) / height;
        return Math.sqrt(dx * dx + dy * dy);
    }

    private static double center(double start, double size) {
        return start + 0.5 * (size - 1);
    }
}
