package io.spmtrack.train.data;

import io.spmtrack.model.image.Box;

/**
 * The errors of the boxes that a tracker found itself. Its first reference has the box it was given and all later ones a box
 * of its own, whose size is wrong in the same direction for all of them: the size is drawn once for a sample, the displacement for each box.
 *
 * @param width factor of the width
 * @param height factor of the height
 * @param displacement largest displacement in sides
 */
record Drift(double width, double height, double displacement) {
    private static final Drift NONE = new Drift(1, 1, 0);

    /** @param deviation of {@link AugmentSettings#drift()}; 0 draws nothing */
    static Drift draw(double deviation, SampleRandom draws) {
        if (deviation == 0) {
            return NONE;
        }
        double size = deviation * draws.nextGaussian();
        double aspect = deviation / 2 * draws.nextGaussian();
        return new Drift(Math.exp(size + aspect), Math.exp(size - aspect), deviation);
    }

    Box moved(Box box, SampleRandom draws) {
        if (displacement == 0) {
            return box;
        }
        return Box.centered(
                box.centerX() + box.width() * draws.uniform(-displacement, displacement),
                box.centerY() + box.height() * draws.uniform(-displacement, displacement),
                box.width() * width,
                box.height() * height);
    }
}
