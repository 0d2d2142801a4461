package io.spmtrack.train.data;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One of the three changes of DeiT III (Touvron et al. 2022), made for all images of a sample
 * ({@code docs/spec/data.md §8}). All of them work on bytes, to which the images are truncated first, so the results
 * are multiples of 1/255.
 */
sealed interface DeitChoice {
    VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** A change for which a pixel's neighbours do not matter. */
    sealed interface PixelWise extends DeitChoice {

        /** Changes some pixels. */
        default void block(float[] image, int from, int count) {
            switch (this) {
                case Grey _ -> grey(image, from, count);
                case Solarise _ -> solarise(image, from, count);
            }
        }
    }

    /** Three equal channels. */
    record Grey() implements PixelWise {}

    /** Bytes from 128 on are inverted. */
    record Solarise() implements PixelWise {}

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

    /** This change, if it is one of single pixels. */
    default Optional<PixelWise> pixelWise() {
        return this instanceof PixelWise change ? Optional.of(change) : Optional.empty();
    }

    /**
     * Makes the change.
     *
     * @param image [3, height, width] in 0..1, changed in place
     * @param scratch of this thread
     */
    default void apply(float[] image, int width, int height, BoxBlur scratch) {
        int pixels = width * height;
        switch (this) {
            case PixelWise change -> change.block(image, 0, pixels);
            case Blur(double radius) -> scratch.gaussian(image, width, height, radius);
        }
    }

    /** Written with vectors, because the compiler cannot know that the arrays differ. */
    private static void grey(float[] image, int from, int count) {
        int second = from + image.length / 3;
        int third = second + image.length / 3;
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += FLOATS.length()) {
            IntVector red = level(image, from + i).mul(19595);
            IntVector green = level(image, second + i).mul(38470);
            IntVector blue = level(image, third + i).mul(7471);
            IntVector grey = red.add(green).add(blue).add(32768).lanewise(VectorOperators.ASHR, 16);
            FloatVector values =
                    grey.convert(VectorOperators.I2F, 0).reinterpretAsFloats().div(255);
            values.intoArray(image, from + i);
            values.intoArray(image, second + i);
            values.intoArray(image, third + i);
        }
        for (int i = whole; i < count; i++) {
            int red = (int) (image[from + i] * 255);
            int green = (int) (image[second + i] * 255);
            int blue = (int) (image[third + i] * 255);
            float grey = ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16) / 255f;
            image[from + i] = grey;
            image[second + i] = grey;
            image[third + i] = grey;
        }
    }

    private static IntVector level(float[] image, int at) {
        return FloatVector.fromArray(FLOATS, image, at)
                .mul(255)
                .convert(VectorOperators.F2I, 0)
                .reinterpretAsInts();
    }

    /** The smaller of a level and its inverse is the one below 128. */
    private static void solarise(float[] image, int from, int count) {
        for (int start = from; start < image.length; start += image.length / 3) {
            for (int i = start; i < start + count; i++) {
                int value = (int) (image[i] * 255);
                image[i] = Math.min(value, 255 - value) / 255f;
            }
        }
    }
}
