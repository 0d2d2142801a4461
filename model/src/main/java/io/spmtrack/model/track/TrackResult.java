package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;

/**
 * What a tracker reports for one frame.
 *
 * @param box the target in image coordinates (pixels, corners); may be degenerate when the target left the image
 * @param confidence the tracker's own certainty in [0, 1], comparable between frames of one sequence only
 */
public record TrackResult(Box box, double confidence) {}
