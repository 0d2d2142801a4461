package io.spmtrack.eval.metric;

import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.List;

/** The overlap of every single frame, for drawing and for finding the worst ones. */
public final class FrameOverlaps {

    private FrameOverlaps() {}

    /**
     * Continuous overlap of each frame with a result, 0 to 1.
     *
     * @return as many values as the shorter of both lists; NaN where the true box is missing or empty
     */
    public static double[] of(Truth truth, List<Box> predicted) {
        double[] overlaps = new double[Math.min(truth.size(), predicted.size())];
        for (int frame = 0; frame < overlaps.length; frame++) {
            boolean known = truth.box(frame).valid();
            double overlap = predicted.get(frame).iou(truth.box(frame));
            overlaps[frame] = !known ? Double.NaN : Double.isNaN(overlap) ? 0 : overlap;
        }
        return overlaps;
    }
}
