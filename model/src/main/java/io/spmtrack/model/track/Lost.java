package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;

/**
 * Whether the target is lost: after some frames in a row below a confidence it is, and what was certain last is where it is
 * sought, in a region that grows from frame to frame, until a frame reaches the confidence. With confidence 0 it never is.
 */
final class Lost {
    private static final double GROWTH = 1.1;
    private static final double MOST = 3;

    private final double threshold;
    private final int patience;
    private Box certain = Box.NONE;
    private int doubtful;
    private double growth = 1;

    /**
     * @param threshold confidence below which a frame is doubtful, 0 for none
     * @param patience how many such frames in a row there are before the target is lost
     */
    Lost(double threshold, int patience) {
        this.threshold = threshold;
        this.patience = patience;
    }

    void start(Box box) {
        certain = box;
        doubtful = 0;
        growth = 1;
    }

    /** Whether what has such a confidence is taken for the target. */
    boolean sure(double confidence) {
        return !(confidence < threshold);
    }

    /** The confidence from which on a frame is one to learn from. */
    double threshold() {
        return threshold;
    }

    /** Counts a frame; {@link #is} may change. */
    void saw(double confidence, Box box) {
        if (sure(confidence)) {
            start(box.valid() ? box : certain);
        } else if (is()) {
            growth = Math.min(MOST, growth * GROWTH);
        } else {
            doubtful++;
        }
    }

    boolean is() {
        return threshold > 0 && doubtful >= patience;
    }

    /** The last box that was certain. */
    Box certain() {
        return certain;
    }

    /** How much larger than otherwise the region is in which the target is sought. */
    double growth() {
        return growth;
    }
}
