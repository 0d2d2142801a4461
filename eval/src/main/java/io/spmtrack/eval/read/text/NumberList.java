package io.spmtrack.eval.read.text;

import java.util.Arrays;

/** A growing array of doubles. */
public final class NumberList {

    private double[] values = new double[256];
    private int size;

    public void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** Drops what was added behind the first so many. */
    void truncate(int length) {
        size = length;
    }

    /** Whole numbers. */
    public int[] toInts() {
        return Arrays.stream(values, 0, size).mapToInt(value -> (int) value).toArray();
    }

    public int size() {
        return size;
    }

    public double[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
