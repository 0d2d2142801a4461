package io.spmtrack.model.crop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The worked example of {@code docs/spec/golden-values.md §2}. */
class PositionEmbeddingTest {

    @Test
    void positionsAndWeights() {
        assertEquals(0.185185, PositionEmbedding.position(0, 37, 27), 1e-6);
        assertEquals(1.555556, PositionEmbedding.position(1, 37, 27), 1e-6);
        assertEquals(35.814815, PositionEmbedding.position(26, 37, 27), 1e-6);
        assertArrayEquals(new double[] {-0.092212, 0.930778, 0.182391, -0.020957}, weights(0), 1e-6);
        assertArrayEquals(new double[] {-0.082305, 0.519890, 0.665295, -0.102881}, weights(1), 1e-6);
        assertArrayEquals(new double[] {0, 1, 0, 0}, weights(13), 1e-6);
        assertArrayEquals(new double[] {-0.020957, 0.182391, 0.930778, -0.092212}, weights(26), 1e-6);
    }

    private static double[] weights(int index) {
        return PositionEmbedding.weights(PositionEmbedding.position(index, 37, 27), 37, PositionEmbedding.Rule.DINOV2);
    }

    /** docs/spec/variants.md §6. */
    @Test
    void enlargedByBothRules() {
        float[] table = new float[14 * 14];
        for (int row = 0; row < 14; row++) {
            for (int column = 0; column < 14; column++) {
                table[row * 14 + column] = row * row + 3 * column;
            }
        }
        check(table, PositionEmbedding.Rule.DINOV2, -0.39171, 0.78537, -0.13119, 38.02070, 65.64959, 210.74190);
        check(table, PositionEmbedding.Rule.TIMM, -0.31097, 0.76575, -0.03395, 38.21007, 66.50174, 210.17673);
        double second = PositionEmbedding.position(1, 14, 24);
        double[] repeated = PositionEmbedding.weights(second, 14, PositionEmbedding.Rule.DINOV2);
        assertArrayEquals(new double[] {.639648, .426270, -.065918}, summed(repeated), 1e-6);
        double[] leftOut = PositionEmbedding.weights(second, 14, PositionEmbedding.Rule.TIMM);
        assertArrayEquals(new double[] {.677889, .363057, -.040946}, summed(leftOut), 1e-6);
    }

    /** The neighbours of output 1 are −1, which is 0 again, 0, 1 and 2. */
    private static double[] summed(double... weights) {
        return new double[] {weights[0] + weights[1], weights[2], weights[3]};
    }

    private static void check(float[] table, PositionEmbedding.Rule rule, double... expected) {
        float[] resized = PositionEmbedding.resize(table, 14, 24, 1, rule);
        int[] cells = {0, 1, 24, 5 * 24 + 18, 12 * 24 + 12, 23 * 24 + 23};
        for (int i = 0; i < cells.length; i++) {
            assertEquals(expected[i], resized[cells[i]], 1e-4, rule + " cell " + cells[i]);
        }
    }

    @Test
    void table() {
        float[] table = new float[37 * 37];
        for (int row = 0; row < 37; row++) {
            for (int column = 0; column < 37; column++) {
                table[row * 37 + column] = row * row + 3 * column;
            }
        }
        float[] resized = PositionEmbedding.resize(table, 37, 27, 1, PositionEmbedding.Rule.DINOV2);
        assertEquals(0.51999, resized[0], 1e-4);
        assertEquals(4.72408, resized[1], 1e-4);
        assertEquals(2.67657, resized[27], 1e-4);
        assertEquals(132.46048, resized[5 * 27 + 20], 1e-3);
        assertEquals(378, resized[13 * 27 + 13], 1e-3);
        assertEquals(781.16162, resized[20 * 27 + 5], 1e-3);
        assertEquals(1393.56311, resized[26 * 27 + 26], 1e-3);
    }
}
