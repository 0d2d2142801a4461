package io.spmtrack.train.data;

/**
 * The loss of JPEG on one plane: the cosine transform of blocks of 8 x 8 pixels, rounded to steps that grow with the frequency.
 * Channels are treated alike, without JPEG's change to luminance and colour.
 */
final class JpegLoss {

    static final int BLOCK = 8;

    private static final float[] COSINES = cosines();

    private JpegLoss() {}

    /** Row k holds the k-th wave, of unit length. */
    private static float[] cosines() {
        float[] waves = new float[BLOCK * BLOCK];
        for (int k = 0; k < BLOCK; k++) {
            double scale = k == 0 ? Math.sqrt(1.0 / BLOCK) : Math.sqrt(2.0 / BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                waves[k * BLOCK + i] = (float) (scale * Math.cos(Math.PI * (2 * i + 1) * k / (2 * BLOCK)));
            }
        }
        return waves;
    }

    /**
     * @param plane holds [size, size] from {@code start} on, changed in place; the size is a multiple of {@value #BLOCK}
     * @param quantum step of the highest frequency; the lowest has a fifth of it
     */
    static void apply(float[] plane, int start, int size, float quantum) {
        float[] block = new float[BLOCK * BLOCK];
        float[] half = new float[BLOCK * BLOCK];
        for (int y = 0; y < size; y += BLOCK) {
            for (int x = 0; x < size; x += BLOCK) {
                int first = start + y * size + x;
                for (int row = 0; row < BLOCK; row++) {
                    System.arraycopy(plane, first + row * size, block, row * BLOCK, BLOCK);
                }
                transform(block, half, false);
                round(block, quantum);
                transform(block, half, true);
                for (int row = 0; row < BLOCK; row++) {
                    System.arraycopy(block, row * BLOCK, plane, first + row * size, BLOCK);
                }
            }
        }
    }

    /** Along rows, then along columns; results stay in {@code block}. */
    private static void transform(float[] block, float[] half, boolean back) {
        along(block, half, back);
        along(half, block, back);
    }

    /** Transforms rows and writes them as columns, so that twice gives both axes in the old order. */
    private static void along(float[] from, float[] to, boolean back) {
        for (int row = 0; row < BLOCK; row++) {
            for (int k = 0; k < BLOCK; k++) {
                float sum = 0;
                for (int i = 0; i < BLOCK; i++) {
                    sum += from[row * BLOCK + i] * COSINES[back ? i * BLOCK + k : k * BLOCK + i];
                }
                to[k * BLOCK + row] = sum;
            }
        }
    }

    private static void round(float[] block, float quantum) {
        for (int y = 0; y < BLOCK; y++) {
            for (int x = 0; x < BLOCK; x++) {
                float step = quantum * (0.2f + 0.8f * (x + y) / (2 * BLOCK - 2)) * BLOCK / 4;
                int i = y * BLOCK + x;
                block[i] = Math.round(block[i] / step) * step;
            }
        }
    }
}
