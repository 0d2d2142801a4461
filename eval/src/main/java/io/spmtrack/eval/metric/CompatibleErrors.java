package io.spmtrack.eval.metric;

import io.spmtrack.model.image.Box;

/**
 * The compatible handler of the official code ({@code docs/spec/evaluation.md §2}), which imitates PyTracking. It is
 * given no box for a target that does not exist ({@link Tracked#of}). An invalid frame has a normalised error of -1 and
 * so counts as correct, a quirk that published numbers contain.
 */
final class CompatibleErrors {

    private CompatibleErrors() {}

    static FrameErrors of(Tracked tracked) {
        Benchmark benchmark = Benchmark.of(tracked.dataset());
        FrameErrors errors = new FrameErrors(tracked.common(), tracked.common());
        for (int frame = 0; frame < tracked.common(); frame++) {
            Box result = oneBased(tracked.predicted().get(frame), benchmark);
            Box truth = oneBased(tracked.truth().box(frame), benchmark);
            add(errors, benchmark, result, truth, tracked.truth().exists(frame));
        }
        return errors;
    }

    private static void add(FrameErrors errors, Benchmark benchmark, Box result, Box truth, boolean exists) {
        boolean valid = truth.width() > 0 && truth.height() > 0 && (exists || !knowsAbsence(benchmark));
        double overlap = valid ? Inclusive.overlap(result, truth) : -1;
        if (!exists && countsFromOne(benchmark)) {
            errors.add(overlap, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        } else if (valid) {
            errors.add(overlap, Inclusive.centerError(result, truth), Inclusive.officialNormalizedError(result, truth));
        } else {
            errors.add(overlap, benchmark == Benchmark.UAV ? -1 : Double.POSITIVE_INFINITY, -1);
        }
    }

    private static boolean knowsAbsence(Benchmark benchmark) {
        return countsFromOne(benchmark) || benchmark == Benchmark.LASOT_EXTENSION;
    }

    private static boolean countsFromOne(Benchmark benchmark) {
        return benchmark == Benchmark.LASOT || benchmark == Benchmark.VASTTRACK;
    }

    private static Box oneBased(Box box, Benchmark benchmark) {
        return countsFromOne(benchmark) ? new Box(box.x1() + 1, box.y1() + 1, box.x2() + 1, box.y2() + 1) : box;
    }
}
