package io.spmtrack.eval.metric;

/** The overlap of every single frame, for drawing and for finding the worst ones. */
public final class FrameOverlaps {

    private FrameOverlaps() {}

    /**
     * Continuous overlap of each frame with a result, 0 to 1.
     *
     * @return as many values as the shorter of both lists; NaN where the true box is missing or empty
     */
    public static double[] of(Tracked tracked) {
        double[] overlaps = new double[tracked.common()];
        for (int frame = 0; frame < overlaps.length; frame++) {
            boolean known = tracked.truth().box(frame).valid();
            double overlap = tracked.predicted().get(frame).iou(tracked.truth().box(frame));
            overlaps[frame] = !known ? Double.NaN : Double.isNaN(overlap) ? 0 : overlap;
        }
        return overlaps;
    }
}
