package io.spmtrack.train.data;

import java.util.Optional;

/**
 * One of the three changes of DeiT III (Touvron et al. 2022), made for all images of a sample
 * ({@code docs/spec/data.md §8}). All of them work on bytes, to which the images are truncated first, so the results
 * are multiples of 1/255.
 */
sealed interface DeitChoice {
    /** Pixels at a time: their grey values stay in the nearest cache. */
    int BLOCK = 1024;

    /** Three equal channels. */
    record Grey() implements DeitChoice {}

    /** Bytes from 128 on are inverted. */
    record Solarise() implements DeitChoice {}

    /** Pillow's approximation of a Gaussian blur. */
    record Blur(double radius) implements DeitChoice {}

    /** One of the three with equal probability, where the settings want one. */
    static Optional<DeitChoice> draw(AugmentSettings settings, SampleRandom draws) {
        if (!settings.choice()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (draws.below(3)) {
                    case 0 -> new Grey();
                    case 1 -> new Solarise();
                    default -> new Blur(draws.uniform(settings.blurFrom(), settings.blurTo()));
                });
    }

    /**
     * Makes the change.
     *
     * @param image [3, height, width] in 0..1, changed in place
     * @param scratch of this thread
     */
    default void apply(float[] image, int width, int height, BoxBlur scratch) {
        switch (this) {
            case Grey _ -> grey(image);
            case Solarise _ -> solarise(image);
            case Blur(double radius) -> scratch.gaussian(image, width, height, radius);
        }
    }

    private static void grey(float[] image) {
        int pixels = image.length / 3;
        float[] grey = new float[BLOCK];
        for (int from = 0; from < pixels; from += BLOCK) {
            int count = Math.min(BLOCK, pixels - from);
            grey(image, from, count, grey);
            for (int start = from; start < image.length; start += pixels) {
                System.arraycopy(grey, 0, image, start, count);
            }
        }
    }

    /** Of some pixels, into an array of its own, so that the compiler may use vectors. */
    private static void grey(float[] image, int from, int count, float[] grey) {
        int second = from + image.length / 3;
        int third = second + image.length / 3;
        for (int i = 0; i < count; i++) {
            int red = (int) (image[from + i] * 255);
            int green = (int) (image[second + i] * 255);
            int blue = (int) (image[third + i] * 255);
            grey[i] = ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16) / 255f;
        }
    }

    private static void solarise(float[] image) {
        for (int i = 0; i < image.length; i++) {
            int value = (int) (image[i] * 255);
            image[i] = (value < 128 ? value : 255 - value) / 255f;
        }
    }
}
