package io.spmtrack.model.track.filter;

import java.util.Arrays;

/**
 * Histograms of oriented gradients as in Felzenszwalb et al. (2010): for each cell of 4 pixels 18 directions, 9 orientations and
 * 4 measures of texture, each normalised by the energy of the four blocks around the cell.
 */
final class Gradients {
    static final int CHANNELS = 31;

    private static final int N = Fourier.N;
    private static final int CELL = 4;
    private static final int DIRECTIONS = 18;
    private static final int MOST = 255;
    private static final int SPAN = 2 * MOST + 1;
    private static final byte[] DIRECTION = new byte[SPAN * SPAN];
    private static final float CLIP = 0.2f;
    private static final float TEXTURE = 0.2357f;

    static {
        for (int dy = -MOST; dy <= MOST; dy++) {
            for (int dx = -MOST; dx <= MOST; dx++) {
                double turns = Math.atan2(dy, dx) / (2 * Math.PI);
                DIRECTION[(dy + MOST) * SPAN + dx + MOST] =
                        (byte) Math.floorMod(Math.round(turns * DIRECTIONS), DIRECTIONS);
            }
        }
    }

    private final float[] histogram = new float[(N + 1) * (N + 1) * DIRECTIONS];
    private final float[] energy = new float[N * N];
    private final float[] block = new float[(N + 1) * (N + 1)];

    /**
     * Describes a patch.
     *
     * @param cells gets {@value #CHANNELS} values for each cell, the first of cell i at {@code i · stride}
     */
    void describe(int[] rgb, float[] cells, int stride) {
        Arrays.fill(histogram, 0);
        int side = Patch.SIDE;
        for (int y = 1; y < side - 1; y++) {
            row(rgb, y, side);
        }
        energies();
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                normalise(x, y, cells, (y * N + x) * stride);
            }
        }
    }

    private void row(int[] rgb, int y, int side) {
        // The centre of cell c is at pixel 4c + 1.5: cells c and c + 1 share what lies between their centres.
        int shifted = y + 2;
        int cellY = shifted / CELL - 1;
        float lower = (shifted % CELL + 0.5f) / CELL;
        int size = side * side;
        for (int x = 1; x < side - 1; x++) {
            int at = y * side + x;
            int dx = rgb[at + 1] - rgb[at - 1];
            int dy = rgb[at + side] - rgb[at - side];
            int strength = dx * dx + dy * dy;
            for (int channel = 1; channel < 3; channel++) {
                int other = at + channel * size;
                int otherX = rgb[other + 1] - rgb[other - 1];
                int otherY = rgb[other + side] - rgb[other - side];
                int otherStrength = otherX * otherX + otherY * otherY;
                if (otherStrength > strength) {
                    strength = otherStrength;
                    dx = otherX;
                    dy = otherY;
                }
            }
            vote(x, cellY, lower, (float) Math.sqrt(strength), DIRECTION[(dy + MOST) * SPAN + dx + MOST]);
        }
    }

    /** Cell −1 is kept as the last one of a row or column, where nobody looks. */
    private void vote(int x, int cellY, float lower, float length, int direction) {
        int shifted = x + 2;
        int cellX = shifted / CELL - 1;
        float right = (shifted % CELL + 0.5f) / CELL;
        int here = cellX < 0 ? N : cellX;
        int above = (cellY < 0 ? N : cellY) * (N + 1);
        int below = (cellY + 1) * (N + 1);
        float down = length * lower;
        float up = length - down;
        histogram[(above + here) * DIRECTIONS + direction] += up * (1 - right);
        histogram[(above + cellX + 1) * DIRECTIONS + direction] += up * right;
        histogram[(below + here) * DIRECTIONS + direction] += down * (1 - right);
        histogram[(below + cellX + 1) * DIRECTIONS + direction] += down * right;
    }

    private void energies() {
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                int at = (y * (N + 1) + x) * DIRECTIONS;
                float sum = 0;
                for (int i = 0; i < DIRECTIONS / 2; i++) {
                    float both = histogram[at + i] + histogram[at + i + DIRECTIONS / 2];
                    sum += both * both;
                }
                energy[y * N + x] = sum;
            }
        }
        for (int y = 0; y <= N; y++) { // block (x, y) ends at cell (x, y)
            for (int x = 0; x <= N; x++) {
                int left = Math.max(0, x - 1);
                int right = Math.min(x, N - 1);
                int above = Math.max(0, y - 1) * N;
                int below = Math.min(y, N - 1) * N;
                float sum = energy[above + left] + energy[above + right] + energy[below + left] + energy[below + right];
                block[y * (N + 1) + x] = (float) (1 / Math.sqrt(sum + 1e-4));
            }
        }
    }

    private void normalise(int x, int y, float[] cells, int to) {
        int from = (y * (N + 1) + x) * DIRECTIONS;
        int corner = y * (N + 1) + x;
        float a = block[corner];
        float b = block[corner + 1];
        float c = block[corner + N + 1];
        float d = block[corner + N + 2];
        float textureA = 0;
        float textureB = 0;
        float textureC = 0;
        float textureD = 0;
        int half = DIRECTIONS / 2;
        for (int i = 0; i < DIRECTIONS; i++) {
            float value = histogram[from + i];
            float inA = Math.min(value * a, CLIP);
            float inB = Math.min(value * b, CLIP);
            float inC = Math.min(value * c, CLIP);
            float inD = Math.min(value * d, CLIP);
            textureA += inA;
            textureB += inB;
            textureC += inC;
            textureD += inD;
            cells[to + i] = 0.5f * (inA + inB + inC + inD);
        }
        for (int i = 0; i < half; i++) {
            float value = histogram[from + i] + histogram[from + i + half];
            cells[to + DIRECTIONS + i] = 0.5f
                    * (Math.min(value * a, CLIP)
                            + Math.min(value * b, CLIP)
                            + Math.min(value * c, CLIP)
                            + Math.min(value * d, CLIP));
        }
        int texture = to + DIRECTIONS + half;
        cells[texture] = TEXTURE * textureA;
        cells[texture + 1] = TEXTURE * textureB;
        cells[texture + 2] = TEXTURE * textureC;
        cells[texture + 3] = TEXTURE * textureD;
    }
}
