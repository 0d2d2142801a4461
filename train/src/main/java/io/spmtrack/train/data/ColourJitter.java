package io.spmtrack.train.data;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

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
    /** Pixels at a time: they stay in the nearest cache. */
    static final int BLOCK = 1024;

    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

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
        float[] grey = new float[BLOCK];
        begin(image, grey).whole(image, grey);
    }

    /**
     * Makes all steps before the last that needs the mean of the image. The others are made pixel by pixel, so that they can be made
     * together with what comes after them while the pixels are near.
     *
     * @param grey holds {@link #BLOCK} values
     */
    Rest begin(float[] image, float[] grey) {
        Rest rest = new Rest(List.of(), 0);
        int from = 0;
        for (int at = 0; at < steps.size(); at++) {
            if (steps.get(at) instanceof Step.Contrast(double factor)) {
                float mean = new Rest(steps.subList(from, at), rest.added()).meanGrey(image, grey);
                rest = new Rest(List.of(), (float) (1 - factor) * mean);
                from = at;
            }
        }
        return new Rest(steps.subList(from, steps.size()), rest.added());
    }

    /**
     * Steps to be made pixel by pixel.
     *
     * @param added what a change of contrast adds: only the first step is one
     */
    record Rest(List<Step> steps, float added) {

        void whole(float[] image, float[] grey) {
            int pixels = image.length / 3;
            for (int from = 0; from < pixels; from += BLOCK) {
                block(image, from, Math.min(BLOCK, pixels - from), grey);
            }
        }

        /** Changes some pixels. */
        void block(float[] image, int from, int count, float[] grey) {
            for (Step step : steps) {
                switch (step) {
                    case Step.Brightness(double factor) -> mix(image, from, count, (float) factor, 0);
                    case Step.Contrast(double factor) -> mix(image, from, count, (float) factor, added);
                    case Step.Saturation(double factor) -> {
                        grey(image, from, count, (float) (1 - factor), grey);
                        mix(image, from, count, (float) factor, grey);
                    }
                }
            }
        }

        /** Of the image with these steps made. */
        private float meanGrey(float[] image, float[] grey) {
            int pixels = image.length / 3;
            double sum = 0;
            for (int from = 0; from < pixels; from += BLOCK) {
                int count = Math.min(BLOCK, pixels - from);
                block(image, from, count, grey);
                grey(image, from, count, 1, grey);
                for (int i = 0; i < count; i++) {
                    sum += grey[i];
                }
            }
            return (float) (sum / pixels);
        }
    }

    private static void mix(float[] image, int from, int count, float factor, float added) {
        for (int start = from; start < image.length; start += image.length / 3) {
            for (int i = start; i < start + count; i++) {
                image[i] = Math.clamp(factor * image[i] + added, 0f, 1f);
            }
        }
    }

    /** Written with vectors, because the compiler cannot know that the arrays differ; likewise {@link #grey}. */
    private static void mix(float[] image, int from, int count, float factor, float[] added) {
        int whole = LANES.loopBound(count);
        for (int start = from; start < image.length; start += image.length / 3) {
            for (int i = 0; i < whole; i += LANES.length()) {
                FloatVector.fromArray(LANES, image, start + i)
                        .mul(factor)
                        .add(FloatVector.fromArray(LANES, added, i))
                        .max(0)
                        .min(1)
                        .intoArray(image, start + i);
            }
            for (int i = whole; i < count; i++) {
                image[start + i] = Math.clamp(factor * image[start + i] + added[i], 0f, 1f);
            }
        }
    }

    /** Of some pixels, times a factor. */
    private static void grey(float[] image, int from, int count, float factor, float[] grey) {
        int green = from + image.length / 3;
        int blue = green + image.length / 3;
        int whole = LANES.loopBound(count);
        for (int i = 0; i < whole; i += LANES.length()) {
            FloatVector.fromArray(LANES, image, from + i)
                    .mul(RED)
                    .add(FloatVector.fromArray(LANES, image, green + i).mul(GREEN))
                    .add(FloatVector.fromArray(LANES, image, blue + i).mul(BLUE))
                    .mul(factor)
                    .intoArray(grey, i);
        }
        for (int i = whole; i < count; i++) {
            grey[i] = factor * (RED * image[from + i] + GREEN * image[green + i] + BLUE * image[blue + i]);
        }
    }
}
