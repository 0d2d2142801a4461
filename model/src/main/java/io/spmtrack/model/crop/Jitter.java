package io.spmtrack.model.crop;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;
import java.util.random.RandomGenerator;

/**
 * The random displacement and stretching of search crops in training ({@code docs/spec/data.md §6.2}).
 */
public record Jitter(
        @Key(initial = "0.25", meaning = "spread of the logarithm of each axis' scale")
        double scale,

        @Key(initial = "3", meaning = "largest displacement in units of the object's mean side")
        double translation,

        @Key(initial = "10", meaning = "smallest side in pixels of the clipped object in the crop")
        double minObjectSize,

        @Key(initial = "12", meaning = "draws made before giving up")
        int attempts) {

    /** The published settings for search crops of 378 pixels. */
    public static final Jitter PUBLISHED = SettingKeys.of(Jitter.class).defaults();

    public Jitter {
        if (!(scale >= 0) || !(translation >= 0) || !(minObjectSize >= 0) || attempts < 1) {
            throw new IllegalArgumentException("jitter is at least 0 with at least one attempt, not " + scale + ", "
                    + translation + ", " + minObjectSize + ", " + attempts);
        }
    }

    /**
     * What {@link Jitter#draw} found.
     *
     * @param transform the last draw
     * @param attempts how many draws were made
     * @param accepted whether the last draw shows enough of the object; if not, the sample is to be rejected
     */
    public record Draw(CropTransform transform, int attempts, boolean accepted) {}

    /**
     * Draws until the object is well inside the crop. One attempt consumes two normals (x, y of the scale), then two
     * uniforms (x, y of the displacement).
     *
     * @param box the object in image coordinates, with positive width and height
     * @param areaFactor as in {@link CropTransform#ideal}
     */
    public Draw draw(Box box, double areaFactor, int width, int height, RandomGenerator random) {
        double scale = CropTransform.scale(box, areaFactor, width, height);
        for (int attempt = 1; ; attempt++) {
            CropTransform transform = once(box, scale, width, height, random);
            boolean accepted = accepts(transform.toCrop(box), width, height);
            if (accepted || attempt == attempts) {
                return new Draw(transform, attempt, accepted);
            }
        }
    }

    private CropTransform once(Box box, double scale, int width, int height, RandomGenerator random) {
        double scaleX = scale / Math.exp(random.nextGaussian() * this.scale);
        double scaleY = scale / Math.exp(random.nextGaussian() * this.scale);
        double reach = (box.width() * scaleX + box.height() * scaleY) * 0.5 * translation;
        double moveX = (2 * random.nextDouble() - 1) * reach;
        double moveY = (2 * random.nextDouble() - 1) * reach;
        return new CropTransform(
                scaleX,
                scaleY,
                moveX + (width / 2.0 - box.centerX() * scaleX),
                moveY + (height / 2.0 - box.centerY() * scaleY));
    }

    /** Whether a crop shows enough of an object. */
    public boolean accepts(Box inCrop, int width, int height) {
        Box visible = inCrop.clip(width, height);
        return visible.valid()
                && visible.width() >= minObjectSize
                && visible.height() >= minObjectSize
                && visible.area() <= (double) width * height;
    }
}
