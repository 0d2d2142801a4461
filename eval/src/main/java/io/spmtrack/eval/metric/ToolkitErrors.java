package io.spmtrack.eval.metric;

import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The MATLAB toolkits of OTB, LaSOT and LasHeR ({@code data/expected_scores.json}): unusable result rows are replaced by
 * the row before, the first row by the ground truth; a ground truth that is not positive in all four numbers fails for
 * overlap and is a hit for both precisions.
 */
final class ToolkitErrors {

    private static final double HIT = -1;

    /** OTB's: a row is unusable without a size, or where all is missing. */
    static final UnaryOperator<Tracked> REPAIRED_BY_OTB =
            tracked -> repaired(tracked, box -> emptyBox(box) || allMissing(box));

    /** LaSOT's and LasHeR's: or where anything is missing. */
    static final UnaryOperator<Tracked> REPAIRED =
            tracked -> repaired(tracked, box -> emptyBox(box) || anyMissing(box));

    /** What all of these count, in rows that are usable. */
    static final Function<Tracked, FrameErrors> COUNTED = ToolkitErrors::of;

    private ToolkitErrors() {}

    /** Of usable rows. Missing ones at the end are in no count, but in the divisor. */
    private static FrameErrors of(Tracked tracked) {
        FrameErrors errors = new FrameErrors(tracked.common(), tracked.truth().size());
        for (int frame = 0; frame < tracked.common(); frame++) {
            add(errors, tracked.predicted().get(frame), tracked.truth().box(frame));
        }
        return errors;
    }

    private static void add(FrameErrors errors, Box result, Box truth) {
        if (truth.x1() > 0 && truth.y1() > 0 && truth.width() > 0 && truth.height() > 0) {
            errors.add(
                    Inclusive.overlap(result, truth),
                    Inclusive.centerError(result, truth),
                    Inclusive.normalizedError(result, truth));
        } else {
            errors.add(-1, HIT, HIT);
        }
    }

    /** The row before the second one is the first as the tracker wrote it; only then the truth takes its place. */
    private static Tracked repaired(Tracked tracked, Predicate<Box> unusable) {
        List<Box> results = new ArrayList<>(tracked.predicted().subList(0, tracked.common()));
        for (int frame = 1; frame < results.size(); frame++) {
            if (unusable.test(results.get(frame)) && !anyMissing(tracked.truth().box(frame))) {
                results.set(frame, results.get(frame - 1));
            }
        }
        results.set(0, tracked.truth().box(0));
        return tracked.with(results);
    }

    private static boolean emptyBox(Box box) {
        return box.width() <= 0 || box.height() <= 0;
    }

    private static boolean anyMissing(Box box) {
        return Double.isNaN(box.x1() + box.y1() + box.x2() + box.y2());
    }

    private static boolean allMissing(Box box) {
        return Double.isNaN(box.x1()) && Double.isNaN(box.y1()) && Double.isNaN(box.x2()) && Double.isNaN(box.y2());
    }
}
