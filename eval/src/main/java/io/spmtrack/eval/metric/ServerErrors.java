package io.spmtrack.eval.metric;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.stream.IntStream;

/** The toolkits behind the two evaluation servers, GOT-10k and TrackingNet ({@code docs/spec/evaluation.md §4, §5}). */
final class ServerErrors {

    private static final double EPSILON = Math.ulp(1.0);
    private static final double MILLIONTHS = 1e6;

    private ServerErrors() {}

    /** Overlaps of all frames but the first whose target is visible, both boxes clipped to the picture. */
    static FrameErrors got10k(Tracked tracked) {
        FrameSize size = tracked.frameSize().get();
        int[] counted = IntStream.range(0, tracked.common())
                .filter(frame -> counts(tracked.truth(), frame))
                .toArray();
        FrameErrors errors = new FrameErrors(counted.length, counted.length);
        for (int frame : counted) {
            Box result = tracked.predicted().get(frame);
            errors.add(clippedOverlap(result, tracked.truth().box(frame), size), Double.NaN, Double.NaN);
        }
        return errors;
    }

    static boolean counts(Truth truth, int frame) {
        return frame > 0 && truth.visible(frame);
    }

    /** The toolkit's clipping: a corner moved inside does not shorten the box, its far side is cut off. */
    private static Box bounded(Box box, FrameSize size) {
        double x = Math.clamp(box.x1(), 0, size.width());
        double y = Math.clamp(box.y1(), 0, size.height());
        return Box.xywh(
                x, y, Math.clamp(box.width(), 0, size.width() - x), Math.clamp(box.height(), 0, size.height() - y));
    }

    /** Boxes that are not numbers share nothing with any other. */
    private static double clippedOverlap(Box result, Box truth, FrameSize size) {
        if (!result.finite() || !truth.finite()) {
            return 0;
        }
        Box inside = bounded(result, size);
        Box target = bounded(truth, size);
        double common = inside.intersection(target);
        return Math.clamp(common / (inside.area() + target.area() - common + EPSILON), 0.0, 1.0);
    }

    /** Boxes in whole pixels, the first one the ground truth; missing rows fail. */
    static FrameErrors trackingNet(Tracked tracked) {
        FrameErrors errors = new FrameErrors(tracked.common(), tracked.truth().size());
        for (int frame = 0; frame < tracked.common(); frame++) {
            Box truth = wholePixels(tracked.truth().box(frame));
            Box result = frame == 0 ? truth : wholePixels(tracked.predicted().get(frame));
            errors.add(
                    Inclusive.overlap(result, truth),
                    Inclusive.centerError(result, truth),
                    Inclusive.normalizedError(result, truth));
        }
        return errors;
    }

    private static Box wholePixels(Box box) {
        return Box.xywh(whole(box.x1()), whole(box.y1()), whole(box.width()), whole(box.height()));
    }

    /** Ties go to the even number; what x + w - x lost in the last bit must not break a tie. */
    private static double whole(double value) {
        return Math.rint(Math.rint(value * MILLIONTHS) / MILLIONTHS);
    }
}
