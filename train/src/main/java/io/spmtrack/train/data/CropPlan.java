package io.spmtrack.train.data;

import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.image.Box;
import java.util.List;

/**
 * One crop to be made: every random decision about it is taken before a pixel is read.
 *
 * @param frame index in the cleaned sequence
 * @param box of the target in image coordinates
 * @param ideal wanted map from image to crop
 * @param flip whether the crop is mirrored
 * @param colours what happens to its colours
 * @param wear what a poor camera or file does to it
 */
record CropPlan(int frame, Box box, CropTransform ideal, boolean flip, ColourJitter colours, Wear wear) {
    /** The same cut with its colours as they are. */
    CropPlan plain() {
        return new CropPlan(frame, box, ideal, flip, new ColourJitter(List.of()), Wear.NONE);
    }

    /** The same frame cut elsewhere. */
    CropPlan at(Box other, CropTransform cut) {
        return new CropPlan(frame, other, cut, flip, colours, wear);
    }
}
