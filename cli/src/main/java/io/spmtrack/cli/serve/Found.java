package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Box;

/**
 * Where a target is in one frame.
 *
 * @param box {@link Box#NONE} where it is not known
 * @param confidence 0 to 1
 * @param given whether a person said so
 * @param lost whether it is being sought ({@code tracker.lost})
 * @param version of the video's state that brought it
 */
record Found(Box box, double confidence, boolean given, boolean lost, long version) {
    /** As part of a version of the state. */
    Found of(long change) {
        return new Found(box, confidence, given, lost, change);
    }

    static Found absent(long version) {
        return new Found(Box.NONE, 0, false, false, version);
    }
}
