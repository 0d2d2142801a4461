package io.spmtrack.model.track.filter;

import java.util.Arrays;

/**
 * How much of eleven basic colours a place shows, and how light it is. A colour's share falls with its distance from the basic
 * one, as seen by a lightness and two opponent axes.
 */
final class Colours {
    static final int CHANNELS = 12;

    private static final int NAMES = CHANNELS - 1;
    private static final int LEVELS = 32;
    private static final double WIDTH = 40;
    /** Black, grey, white, red, orange, brown, yellow, green, blue, purple, pink. */
    private static final int[][] BASIC = {
        {10, 10, 10},
        {128, 128, 128},
        {245, 245, 245},
        {200, 30, 30},
        {235, 140, 40},
        {110, 70, 35},
        {230, 220, 60},
        {50, 150, 60},
        {40, 80, 180},
        {120, 50, 140},
        {240, 160, 180}
    };

    private static final float[] SHARES = shares();

    private Colours() {}

    /** A first frame waits for this table, which the interpreter fills. */
    private static float[] shares() {
        double[][] basic = new double[NAMES][];
        Arrays.setAll(basic, i -> seen(BASIC[i][0], BASIC[i][1], BASIC[i][2]));
        float[] shares = new float[LEVELS * LEVELS * LEVELS * NAMES];
        double[] weights = new double[NAMES];
        for (int index = 0; index < LEVELS * LEVELS * LEVELS; index++) {
            double[] colour =
                    seen(level(index / LEVELS / LEVELS), level(index / LEVELS % LEVELS), level(index % LEVELS));
            double sum = 0;
            for (int i = 0; i < NAMES; i++) {
                double light = colour[0] - basic[i][0];
                double red = colour[1] - basic[i][1];
                double yellow = colour[2] - basic[i][2];
                weights[i] = Math.exp(-(light * light + red * red + yellow * yellow) / (2 * WIDTH * WIDTH));
                sum += weights[i];
            }
            for (int i = 0; i < NAMES; i++) {
                shares[index * NAMES + i] = (float) (weights[i] / sum);
            }
        }
        return shares;
    }

    private static double level(int step) {
        return (step + 0.5) * 256 / LEVELS;
    }

    /** Lightness counts less than red against green and yellow against blue, since light changes. */
    private static double[] seen(double red, double green, double blue) {
        return new double[] {(red + green + blue) / 3, 1.5 * (red - green), 1.5 * ((red + green) / 2 - blue)};
    }

    /**
     * Describes two rows of a patch's pixels, two pixels by two.
     *
     * @param at the first row's first pixel
     * @param cells gets {@value #CHANNELS} values for each four pixels, the first from {@code to} on
     */
    static void describe(int[] rgb, int at, float[] cells, int to, int stride) {
        int size = Patch.SIDE * Patch.SIDE;
        for (int x = 0; x < Patch.SIDE; x += 2, to += stride) {
            int red = sum(rgb, at + x);
            int green = sum(rgb, at + size + x);
            int blue = sum(rgb, at + 2 * size + x);
            int index = ((red >> 5) * LEVELS + (green >> 5)) * LEVELS + (blue >> 5);
            System.arraycopy(SHARES, index * NAMES, cells, to, NAMES);
            cells[to + NAMES] = (red + green + blue) / 3060f - 0.5f;
        }
    }

    private static int sum(int[] values, int at) {
        return values[at] + values[at + 1] + values[at + Patch.SIDE] + values[at + Patch.SIDE + 1];
    }
}
