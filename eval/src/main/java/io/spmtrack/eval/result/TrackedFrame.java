package io.spmtrack.eval.result;

import io.spmtrack.model.image.Box;

/**
 * What a result file says of one frame.
 *
 * @param box the reported box; {@link Box#NONE} where a VOT file has a mark instead
 * @param confidence 0 to 1, NaN where the format has none
 * @param seconds the tracker took, reading the picture not included; NaN where the format has none
 */
public record TrackedFrame(Box box, double confidence, double seconds) {

    static TrackedFrame of(Box box) {
        return new TrackedFrame(box, Double.NaN, Double.NaN);
    }
}
