package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What holds for augmentations of any image. */
class AugmentationTest {

    @Property(tries = 100)
    void flippingTwiceChangesNothing(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 30) int height,
            @ForAll long seed) {
        float[] image = random(width, height, seed);
        float[] flipped = image.clone();
        CropStage.flip(flipped, width);
        for (int i = 0; i < image.length; i++) {
            int row = i / width;
            assertEquals(image[i], flipped[row * width + width - 1 - i % width]);
        }
        CropStage.flip(flipped, width);
        assertArrayEquals(image, flipped);
        Box box = new Box(1.25, 2, 7.5, 3);
        assertEquals(box, box.flipped(width).flipped(width));
    }

    @Property(tries = 100)
    void valuesStayWithinTheirRange(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 30) int height,
            @ForAll long seed) {
        float[] image = random(width, height, seed);
        SampleRandom draws = SampleRandom.of(seed, 0, SampleRandom.Purpose.SAMPLE, 0);
        ColourJitter.draw(AugmentSettings.PUBLISHED, draws).apply(image);
        DeitChoice.draw(AugmentSettings.PUBLISHED, draws).orElseThrow().apply(image, width, height, new BoxBlur());
        for (float value : image) {
            assertTrue(value >= 0 && value <= 1, "value " + value);
            assertEquals(Math.round(value * 255) / 255f, value, "a multiple of 1/255");
        }
    }

    @Property(tries = 100)
    void blurKeepsPlainImagesAndTheMeanOfOthers(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 30) int height,
            @ForAll @DoubleRange(min = 0, max = 6) double radius,
            @ForAll @IntRange(min = 0, max = 255) int level) {
        float[] image = new float[3 * width * height];
        Arrays.fill(image, (level + 0.5f) / 255);
        new BoxBlur().gaussian(image, width, height, radius);
        for (float value : image) {
            assertEquals(level / 255f, value, 1.01f / 255);
        }
    }

    @Test
    void blurSpreadsAPointEvenly() {
        int side = 21;
        float[] image = new float[3 * side * side];
        image[10 * side + 10] = 1;
        new BoxBlur().gaussian(image, side, side, 2.0);
        double sum = 0;
        double spread = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                float value = image[y * side + x];
                assertEquals(value, image[y * side + side - 1 - x], "left and right");
                assertEquals(value, image[x * side + y], 2f / 255, "across and down");
                sum += value;
                spread += value * (x - 10) * (x - 10);
            }
        }
        assertEquals(1, sum, 0.15);
        assertEquals(4, spread / sum, 1.2);
        assertEquals(0, image[3 * side * side - 1]);
    }

    @Test
    void scratchOfALargerImageDoesNotShow() {
        BoxBlur used = new BoxBlur();
        used.gaussian(random(50, 40, 1), 50, 40, 2);
        float[] image = random(13, 9, 2);
        float[] again = image.clone();
        used.gaussian(image, 13, 9, 1.3);
        new BoxBlur().gaussian(again, 13, 9, 1.3);
        assertArrayEquals(again, image);
    }

    @Test
    void settingsSwitchAugmentationsOff() {
        SampleRandom draws = SampleRandom.of(1, 0, SampleRandom.Purpose.SAMPLE, 0);
        assertTrue(ColourJitter.draw(AugmentSettings.NONE, draws).steps().isEmpty());
        assertFalse(DeitChoice.draw(AugmentSettings.NONE, draws).isPresent());
    }

    @Test
    void choicesAndOrdersAreAllDrawn() {
        SampleRandom draws = SampleRandom.of(1, 0, SampleRandom.Purpose.SAMPLE, 0);
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            kinds.merge(
                    Kind.of(DeitChoice.draw(AugmentSettings.PUBLISHED, draws).orElseThrow()), 1, Integer::sum);
            orders.add(ColourJitter.draw(AugmentSettings.PUBLISHED, draws).steps().stream()
                    .map(step -> step.getClass().getSimpleName())
                    .toList()
                    .toString());
        }
        assertEquals(3, kinds.size());
        kinds.forEach((kind, count) -> assertEquals(1000, count, 120, kind.name()));
        assertEquals(6, orders.size());
    }

    private enum Kind {
        GREY,
        SOLARISE,
        BLUR;

        static Kind of(DeitChoice choice) {
            return switch (choice) {
                case DeitChoice.Grey _ -> GREY;
                case DeitChoice.Solarise _ -> SOLARISE;
                case DeitChoice.Blur(double radius) -> {
                    assertTrue(radius >= 0.1 && radius <= 2, "radius " + radius);
                    yield BLUR;
                }
            };
        }
    }

    private static float[] random(int width, int height, long seed) {
        Random random = new Random(seed);
        float[] image = new float[3 * width * height];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
        }
        return image;
    }
}
