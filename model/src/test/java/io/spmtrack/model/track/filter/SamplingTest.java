package io.spmtrack.model.track.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Image;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a field tells of a picture, and cells drawn from it at other places and sizes. */
class SamplingTest {
    private static final int N = Fourier.N;
    private static final int C = Field.CHANNELS;

    private static Field field(Image image) {
        Patch patch = new Patch();
        patch.cut(image, Patch.SIDE / 2.0, Patch.SIDE / 2.0, Patch.SIDE);
        Field field = new Field();
        field.describe(patch);
        return field;
    }

    private static Image noise() {
        byte[] rgb = new byte[3 * Patch.SIDE * Patch.SIDE];
        new Random(5).nextBytes(rgb);
        return Image.of(Patch.SIDE, Patch.SIDE, rgb);
    }

    private static float[] cells(Field field, double x, double y, double scale) {
        float[] cells = new float[N * N * C];
        new Sampling().draw(field, x, y, scale, cells);
        return cells;
    }

    @Test
    void aRampHasOneDirection() {
        byte[] rgb = new byte[3 * Patch.SIDE * Patch.SIDE];
        for (int i = 0; i < Patch.SIDE * Patch.SIDE; i++) {
            rgb[3 * i + 1] = (byte) (i % Patch.SIDE); // green grows to the right: a gradient of 2 in two pixels
        }
        float[] cells = field(Image.of(Patch.SIDE, Patch.SIDE, rgb)).cells();
        int at = (50 * Field.SIDE + 60) * C;
        assertEquals(4 * 2, cells[at], 1e-6);
        for (int direction = 1; direction < Field.DIRECTIONS; direction++) {
            assertEquals(0, cells[at + direction], direction + "");
        }
    }

    @Test
    void aStepOfACellMovesTheCells() {
        Field field = field(noise());
        float[] still = cells(field, 0, 0, 1);
        float[] moved = cells(field, Sampling.PITCH, -Sampling.PITCH, 1);
        for (int y = 1; y < N; y++) {
            for (int x = 0; x + 1 < N; x++) {
                for (int i = 0; i < C; i++) {
                    assertEquals(still[((y - 1) * N + x + 1) * C + i], moved[(y * N + x) * C + i]);
                }
            }
        }
    }

    @Test
    void cellsOfEverySizeCoverTheSameShareOfAPlainPicture() {
        byte[] rgb = new byte[3 * Patch.SIDE * Patch.SIDE];
        Arrays.fill(rgb, (byte) 200);
        Field field = field(Image.of(Patch.SIDE, Patch.SIDE, rgb));
        for (double scale : new double[] {0.98, 1, 1.02}) {
            float[] cells = cells(field, 0.3, -0.4, scale);
            float first = cells[C * (N / 2 * N + N / 2) + Field.DIRECTIONS + Colours.CHANNELS - 1];
            assertTrue(first > 0, "light");
            for (int cell = 0; cell < N * N; cell++) {
                assertEquals(first, cells[cell * C + Field.DIRECTIONS + Colours.CHANNELS - 1], 0.05 * first);
            }
        }
    }
}
