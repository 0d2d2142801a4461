package io.spmtrack.train.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Random brightness, contrast and saturation, as torchvision computes them on float images
 * ({@code docs/spec/data.md §8}).
 *
 * @param steps what is changed, in this order
 */
record ColourJitter(List<Step> steps) {
    private static final float RED = 0.2989f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;
    /** Pixels at a time: their grey values stay in the nearest cache. */
    private static final int BLOCK = 1024;

    /** One change with its factor, 1 for none: the image is mixed with black, its mean grey, or its grey version. */
    sealed interface Step {

        record Brightness(double factor) implements Step {}

        record Contrast(double factor) implements Step {}

        record Saturation(double factor) implements Step {}
    }

    ColourJitter {
        steps = List.copyOf(steps);
    }

    /** Factors uniform in 1 ± the settings, in random order; a setting of 0 leaves its step out. */
    static ColourJitter draw(AugmentSettings settings, SampleRandom draws) {
        double brightness = factor(settings.brightness(), draws);
        double contrast = factor(settings.contrast(), draws);
        double saturation = factor(settings.saturation(), draws);
        List<Step> steps = new ArrayList<>();
        for (int kind : draws.permutation(3)) {
            if (kind == 0 && settings.brightness() > 0) {
                steps.add(new Step.Brightness(brightness));
            } else if (kind == 1 && settings.contrast() > 0) {
                steps.add(new Step.Contrast(contrast));
            } else if (kind == 2 && settings.saturation() > 0) {
                steps.add(new Step.Saturation(saturation));
            }
        }
        return new ColourJitter(steps);
    }

    private static double factor(double range, SampleRandom draws) {
        return draws.uniform(1 - range, 1 + range);
    }

    /** @param image [3, pixels] in 0..1, changed in place */
    void apply(float[] image) {
        for (Step step : steps) {
            switch (step) {
                case Step.Brightness(double factor) -> mix(image, (float) factor, 0);
                case Step.Contrast(double factor) -> mix(image, (float) factor, (float) (1 - factor) * meanGrey(image));
                case Step.Saturation(double factor) -> saturate(image, (float) factor, (float) (1 - factor));
            }
        }
    }

    private static void mix(float[] image, float factor, float added) {
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.clamp(factor * image[i] + added, 0f, 1f);
        }
    }

    private static float meanGrey(float[] image) {
        int pixels = image.length / 3;
        float[] grey = new float[BLOCK];
        double sum = 0;
        for (int from = 0; from < pixels; from += BLOCK) {
            int count = Math.min(BLOCK, pixels - from);
            grey(image, from, count, 1, grey);
            for (int i = 0; i < count; i++) {
                sum += grey[i];
            }
        }
        return (float) (sum / pixels);
    }

    private static void saturate(float[] image, float factor, float greyFactor) {
        int pixels = image.length / 3;
        float[] grey = new float[BLOCK];
        for (int from = 0; from < pixels; from += BLOCK) {
            int count = Math.min(BLOCK, pixels - from);
            grey(image, from, count, greyFactor, grey);
            for (int start = from; start < image.length; start += pixels) {
                for (int i = 0; i < count; i++) {
                    image[start + i] = Math.clamp(factor * image[start + i] + grey[i], 0f, 1f);
                }
            }
        }
    }

    /** Of some pixels, times a factor: into an array of its own, so that the compiler may use vectors. */
    private static void grey(float[] image, int from, int count, float factor, float[] grey) {
        int green = from + image.length / 3;
        int blue = green + image.length / 3;
        for (int i = 0; i < count; i++) {
            grey[i] = factor * (RED * image[from + i] + GREEN * image[green + i] + BLUE * image[blue + i]);
        }
    }
}
