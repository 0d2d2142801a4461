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
        double position = PositionEmbedding.position(index, 37, 27);
        double[] weights = new double[4];
        for (int tap = 0; tap < 4; tap++) {
            weights[tap] = PositionEmbedding.weight(tap, position - Math.floor(position));
        }
        return weights;
    }

    @Test
    void table() {
        float[] table = new float[37 * 37];
        for (int row = 0; row < 37; row++) {
            for (int column = 0; column < 37; column++) {
                table[row * 37 + column] = row * row + 3 * column;
            }
        }
        float[] resized = PositionEmbedding.resize(table, 37, 27, 1);
        assertEquals(0.51999, resized[0], 1e-4);
        assertEquals(4.72408, resized[1], 1e-4);
        assertEquals(2.67657, resized[27], 1e-4);
        assertEquals(132.46048, resized[5 * 27 + 20], 1e-3);
        assertEquals(378, resized[13 * 27 + 13], 1e-3);
        assertEquals(781.16162, resized[20 * 27 + 5], 1e-3);
        assertEquals(1393.56311, resized[26 * 27 + 26], 1e-3);
    }
}
