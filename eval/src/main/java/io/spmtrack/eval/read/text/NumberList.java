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

    int size() {
        return size;
    }

    public double[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
