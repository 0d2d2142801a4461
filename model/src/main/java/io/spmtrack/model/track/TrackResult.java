package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;

/**
 * What a tracker reports for one frame.
 *
 * @param box the target in image coordinates (pixels, corners); may be degenerate when the target left the image
 * @param confidence the tracker's own certainty in [0, 1], comparable between frames of one sequence only
 * @param lost whether it is being sought, so that the box is only where it was last ({@code tracker.lost})
 */
public record TrackResult(Box box, double confidence, boolean lost) {
    /** Of a target that is not lost. */
    public TrackResult(Box box, double confidence) {
        this(box, confidence, false);
    }
}
