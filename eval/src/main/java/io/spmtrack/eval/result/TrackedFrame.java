package io.spmtrack.eval.result;

import io.spmtrack.model.image.Box;

/**
 * What a result file says of one frame.
 *
 * @param box the reported box; {@link Box#NONE} where a VOT file has a mark instead
 * @param confidence 0 to 1, NaN where the format has none
 * @param seconds the tracker took, reading the picture not included; NaN where the format has none
 * @param lost whether the tracker said that the target is lost; false where the format does not tell
 */
public record TrackedFrame(Box box, double confidence, double seconds, boolean lost) {
    /** Of a target that is not lost. */
    public TrackedFrame(Box box, double confidence, double seconds) {
        this(box, confidence, seconds, false);
    }

    static TrackedFrame of(Box box) {
        return new TrackedFrame(box, Double.NaN, Double.NaN);
    }
}
