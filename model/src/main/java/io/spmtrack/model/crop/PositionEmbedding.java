package io.spmtrack.model.crop;

import java.util.Arrays;

/**
 * Fits a backbone's position embedding to another grid: bicubic (Keys 1981) with half-pixel centres and no antialiasing
 * (docs/spec/model.md §3, docs/spec/variants.md §6).
 */
public final class PositionEmbedding {

    private static final int TAPS = 4;

    /** What differs between programs. */
    public enum Rule {
        /** As PyTorch: a = −0.75, borders repeated. */
        DINOV2(-0.75),
        /** As an antialiased resize that enlarges: a = −0.5, neighbours behind a border left out and the others scaled to 1. */
        TIMM(-0.5);

        private final double a;

        Rule(double a) {
            this.a = a;
        }
    }

    private PositionEmbedding() {}

    /**
     * Resamples a square table.
     *
     * @param table [size, size, channels]
     * @return [newSize, newSize, channels]; a copy if the sizes are equal
     */
    public static float[] resize(float[] table, int size, int newSize, int channels, Rule rule) {
        if (size <= 0 || newSize <= 0 || channels <= 0 || table.length != (long) size * size * channels) {
            throw new IllegalArgumentException("position embedding of " + table.length + " values is not [" + size
                    + ", " + size + ", " + channels + "]");
        }
        if (size == newSize) {
            return table.clone();
        }
        float[] resized = new float[Math.multiplyExact(Math.multiplyExact(newSize, newSize), channels)];
        double[] sums = new double[channels];
        for (int row = 0; row < newSize; row++) {
            for (int column = 0; column < newSize; column++) {
                gather(table, size, position(row, size, newSize), position(column, size, newSize), rule, sums);
                int at = (row * newSize + column) * channels;
                for (int c = 0; c < channels; c++) {
                    resized[at + c] = (float) sums[c];
                }
            }
        }
        return resized;
    }

    /** Where a cell of the new grid lies in the old one. */
    static double position(int index, int size, int newSize) {
        return (index + 0.5) * size / newSize - 0.5;
    }

    /** Weight of neighbour {@code tap} (0 … 3, the second is the one at or before) at a fractional distance in [0, 1). */
    private static double weight(int tap, double fraction, Rule rule) {
        double a = rule.a;
        double distance = Math.abs(fraction + 1 - tap);
        if (distance <= 1) {
            return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
        }
        return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
    }

    /** The weights of the four neighbours of a position, which add up to 1. */
    static double[] weights(double position, int size, Rule rule) {
        double[] weights = new double[TAPS];
        int first = (int) Math.floor(position) - 1;
        double sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            boolean inside = first + tap >= 0 && first + tap < size;
            weights[tap] = inside || rule == Rule.DINOV2 ? weight(tap, position - Math.floor(position), rule) : 0;
            sum += weights[tap];
        }
        for (int tap = 0; rule == Rule.TIMM && tap < TAPS; tap++) {
            weights[tap] /= sum;
        }
        return weights;
    }

    private static void gather(float[] table, int size, double y, double x, Rule rule, double[] sums) {
        double[] down = weights(y, size, rule);
        double[] across = weights(x, size, rule);
        Arrays.fill(sums, 0);
        int top = (int) Math.floor(y) - 1;
        int left = (int) Math.floor(x) - 1;
        for (int i = 0; i < TAPS; i++) {
            int row = Math.clamp(top + i, 0, size - 1);
            for (int j = 0; j < TAPS; j++) {
                double share = down[i] * across[j];
                int at = (row * size + Math.clamp(left + j, 0, size - 1)) * sums.length;
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += share * table[at + c];
                }
            }
        }
    }
}
