package io.spmtrack.model.crop;

import java.util.Arrays;

/**
 * Fits a backbone's position embedding to another grid: bicubic with a = −0.75 (Keys 1981), half-pixel centres, borders
 * repeated, no antialiasing ({@code docs/spec/model.md}).
 */
public final class PositionEmbedding {

    private static final double A = -0.75;
    private static final int TAPS = 4;

    private PositionEmbedding() {}

    /**
     * Resamples a square table.
     *
     * @param table [size, size, channels]
     * @return [newSize, newSize, channels]; a copy if the sizes are equal
     */
    public static float[] resize(float[] table, int size, int newSize, int channels) {
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
                gather(table, size, position(row, size, newSize), position(column, size, newSize), sums);
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
    static double weight(int tap, double fraction) {
        double distance = Math.abs(fraction + 1 - tap);
        if (distance <= 1) {
            return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
        }
        return ((A * distance - 5 * A) * distance + 8 * A) * distance - 4 * A;
    }

    private static void gather(float[] table, int size, double y, double x, double[] sums) {
        Arrays.fill(sums, 0);
        int top = (int) Math.floor(y) - 1;
        int left = (int) Math.floor(x) - 1;
        for (int i = 0; i < TAPS; i++) {
            double vertical = weight(i, y - Math.floor(y));
            int row = Math.clamp(top + i, 0, size - 1);
            for (int j = 0; j < TAPS; j++) {
                double share = vertical * weight(j, x - Math.floor(x));
                int at = (row * size + Math.clamp(left + j, 0, size - 1)) * sums.length;
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += share * table[at + c];
                }
            }
        }
    }
}
