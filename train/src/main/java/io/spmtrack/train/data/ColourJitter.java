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
        double sum = 0;
        for (int i = 0; i < pixels; i++) {
            sum += grey(image[i], image[pixels + i], image[2 * pixels + i]);
        }
        return (float) (sum / pixels);
    }

    private static void saturate(float[] image, float factor, float greyFactor) {
        int pixels = image.length / 3;
        for (int i = 0; i < pixels; i++) {
            float red = image[i];
            float green = image[pixels + i];
            float blue = image[2 * pixels + i];
            float grey = greyFactor * grey(red, green, blue);
            image[i] = Math.clamp(factor * red + grey, 0f, 1f);
            image[pixels + i] = Math.clamp(factor * green + grey, 0f, 1f);
            image[2 * pixels + i] = Math.clamp(factor * blue + grey, 0f, 1f);
        }
    }

    private static float grey(float red, float green, float blue) {
        return RED * red + GREEN * green + BLUE * blue;
    }
}
