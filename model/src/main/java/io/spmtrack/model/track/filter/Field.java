package io.spmtrack.model.track.filter;

import java.util.Arrays;

/**
 * What a patch shows, on a grid of {@value #SIDE} x {@value #SIDE} places of two by two pixels: how strong its gradients are in
 * each of {@value #DIRECTIONS} directions, and its colours. Samples of several sizes and places are drawn from one field, which
 * is much less work than a patch for each.
 */
final class Field {
    static final int SIDE = Patch.SIDE / 2;
    static final int DIRECTIONS = 18;
    /** Directions, colours, and two that stay 0. */
    static final int CHANNELS = 32;

    private static final int MOST = 255;
    private static final int SPAN = 2 * MOST + 1;
    private static final byte[] DIRECTION = new byte[SPAN * SPAN];

    // A quarter of the circle, by comparisons; the others mirror it. A first frame waits for this, and the interpreter
    // does it.
    static {
        double[] steepest = new double[DIRECTIONS / 4]; // of the gradients of a direction
        Arrays.setAll(steepest, i -> Math.tan((i + 0.5) * 2 * Math.PI / DIRECTIONS));
        for (int dy = 0; dy <= MOST; dy++) {
            int direction = DIRECTIONS / 4;
            for (int dx = 1; dx <= MOST; dx++) {
                while (direction > 0 && dy < steepest[direction - 1] * dx) {
                    direction--;
                }
                direct(dx, dy, direction);
                direct(dx, -dy, DIRECTIONS - direction);
                direct(-dx, dy, DIRECTIONS / 2 - direction);
                direct(-dx, -dy, DIRECTIONS / 2 + direction);
            }
            // Straight up and down lie between two directions.
            direct(0, dy, dy == 0 ? 0 : DIRECTIONS / 4 + 1);
            direct(0, -dy, dy == 0 ? 0 : DIRECTIONS - DIRECTIONS / 4);
        }
    }

    private static void direct(int dx, int dy, int direction) {
        DIRECTION[(dy + MOST) * SPAN + dx + MOST] = (byte) (direction % DIRECTIONS);
    }

    /** The direction of a gradient, counted from {@code (1, 0)} towards {@code (0, 1)}. */
    static int direction(int dx, int dy) {
        return DIRECTION[(dy + MOST) * SPAN + dx + MOST];
    }

    private final float[] cells = new float[SIDE * SIDE * CHANNELS];
    private final int[] strongest = new int[Patch.SIDE];
    private final float[] length = new float[Patch.SIDE];

    /** {@code [SIDE, SIDE, CHANNELS]}. */
    float[] cells() {
        return cells;
    }

    /** Describes a patch. */
    void describe(Patch patch) {
        int[] rgb = patch.rgb();
        int side = Patch.SIDE;
        Arrays.fill(cells, 0);
        for (int y = 0; y < SIDE; y++) {
            int to = y * SIDE * CHANNELS;
            Colours.describe(rgb, 2 * y * side, cells, to + DIRECTIONS, CHANNELS);
            for (int row = Math.max(1, 2 * y); row < Math.min(2 * y + 2, side - 1); row++) {
                compare(rgb, row * side, strongest);
                lengths(strongest, length);
                vote(rgb, row * side, to);
            }
        }
    }

    /** The squared length of the longest gradient of the three channels, times 4, plus the channel: two bits. */
    private static void compare(int[] rgb, int at, int[] to) {
        int side = Patch.SIDE;
        int green = side * side + at;
        int blue = 2 * side * side + at;
        for (int x = 1; x < side - 1; x++) {
            int rx = rgb[at + x + 1] - rgb[at + x - 1];
            int ry = rgb[at + x + side] - rgb[at + x - side];
            int gx = rgb[green + x + 1] - rgb[green + x - 1];
            int gy = rgb[green + x + side] - rgb[green + x - side];
            int bx = rgb[blue + x + 1] - rgb[blue + x - 1];
            int by = rgb[blue + x + side] - rgb[blue + x - side];
            to[x] = Math.max(
                    Math.max(4 * (rx * rx + ry * ry) + 2, 4 * (gx * gx + gy * gy) + 1), 4 * (bx * bx + by * by));
        }
    }

    private static void lengths(int[] strongest, float[] to) {
        for (int x = 1; x < Patch.SIDE - 1; x++) {
            float square = strongest[x] >> 2;
            to[x] = (float) Math.sqrt(square);
        }
    }

    private void vote(int[] rgb, int at, int to) {
        int side = Patch.SIDE;
        int size = side * side;
        for (int x = 1; x < side - 1; x++) {
            int pixel = at + x + (2 - (strongest[x] & 3)) * size;
            int dx = rgb[pixel + 1] - rgb[pixel - 1];
            int dy = rgb[pixel + side] - rgb[pixel - side];
            cells[to + (x >> 1) * CHANNELS + direction(dx, dy)] += length[x];
        }
    }
}
