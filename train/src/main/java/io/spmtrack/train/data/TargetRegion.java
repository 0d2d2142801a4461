package io.spmtrack.train.data;

import io.spmtrack.model.image.Box;

/**
 * The same part of an object's box in every frame of a sample: a face without the hair, a rider without the horse. A network that
 * only ever sees whole objects learns to find outlines, and its boxes then grow on targets that are parts.
 *
 * @param left share of the width left of the part
 * @param top share of the height above the part
 * @param width share of the width
 * @param height share of the height
 */
record TargetRegion(double left, double top, double width, double height) {
    private static final TargetRegion WHOLE = new TargetRegion(0, 0, 1, 1);
    private static final double LEAST = 0.4;

    /** @param probability of a part; 0 draws nothing */
    static TargetRegion draw(double probability, SampleRandom draws) {
        if (probability == 0 || !draws.chance(probability)) {
            return WHOLE;
        }
        double width = draws.uniform(LEAST, 1);
        double height = draws.uniform(LEAST, 1);
        return new TargetRegion(draws.uniform(0, 1 - width), draws.uniform(0, 1 - height), width, height);
    }

    Box of(Box box) {
        return equals(WHOLE)
                ? box
                : Box.xywh(
                        box.x1() + left * box.width(),
                        box.y1() + top * box.height(),
                        width * box.width(),
                        height * box.height());
    }
}
