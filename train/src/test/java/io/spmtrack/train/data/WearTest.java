package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each kind of wear changes what it is meant to and keeps the mean brightness. */
class WearTest {

    private static final int SIZE = 48;

    private static float[] noise() {
        Random random = new Random(7);
        float[] image = new float[3 * SIZE * SIZE];
        for (int i = 0; i < image.length; i++) {
            image[i] = 0.2f + 0.6f * random.nextFloat();
        }
        return image;
    }

    private static float[] worn(Wear wear) {
        float[] image = noise();
        wear.apply(image, SIZE, new float[SIZE * SIZE]);
        return image;
    }

    private static double mean(float[] image) {
        double sum = 0;
        for (float value : image) {
            sum += value;
        }
        return sum / image.length;
    }

    /** Mean square of the difference of neighbours in a row or, with the size as step, in a column. */
    private static double roughness(float[] image, int step) {
        double sum = 0;
        for (int i = step; i < SIZE * SIZE; i++) {
            double difference = image[i] - image[i - step];
            sum += difference * difference;
        }
        return sum / (SIZE * SIZE);
    }

    @Test
    void noneChangesNothing() {
        assertArrayEquals(noise(), worn(new Wear(false, 1, 0, 0, 0)));
    }

    @Test
    void greyHasThreeEqualChannels() {
        float[] grey = worn(new Wear(true, 1, 0, 0, 0));
        for (int i = 0; i < SIZE * SIZE; i++) {
            assertEquals(grey[i], grey[SIZE * SIZE + i]);
            assertEquals(grey[i], grey[2 * SIZE * SIZE + i]);
        }
    }

    @Test
    void aLineBlursAlongItselfOnly() {
        double before = roughness(noise(), 1);
        float[] across = worn(new Wear(false, 1, 4, 0, 0));
        assertTrue(roughness(across, 1) < before / 10, "along the line");
        assertTrue(roughness(across, SIZE) > before / 12, "neighbouring lines stay apart");
        assertEquals(mean(noise()), mean(across), 0.01);
    }

    @Test
    void lowResolutionIsSmooth() {
        float[] small = worn(new Wear(false, 3, 0, 0, 0));
        assertTrue(roughness(small, 1) < roughness(noise(), 1) / 10);
        assertEquals(mean(noise()), mean(small), 0.01);
    }

    @Test
    void jpegRoundsSmallContrastsAwayAndKeepsStrongOnes() {
        float[] fine = worn(new Wear(false, 1, 0, 0, 1e-4));
        assertArrayEquals(noise(), fine, 1e-3f);
        float[] faint = new float[3 * SIZE * SIZE];
        float[] noise = noise();
        for (int i = 0; i < faint.length; i++) {
            faint[i] = 0.5f + 0.02f * (noise[i] - 0.5f);
        }
        double before = roughness(faint, 1);
        new Wear(false, 1, 0, 0, 60).apply(faint, SIZE, new float[SIZE * SIZE]);
        assertTrue(roughness(faint, 1) < before / 2, "faint contrasts");
        assertTrue(roughness(worn(new Wear(false, 1, 0, 0, 60)), 1) > roughness(noise(), 1) / 2, "strong contrasts");
    }
}
