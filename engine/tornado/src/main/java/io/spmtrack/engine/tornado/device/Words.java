package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.tornado.kernels.Functions;
import java.util.Arrays;

/** The integers a launch hands to its kernel, in the order the kernel reads them. */
public final class Words {
    private static final int MANTISSA = 24;
    private static final int LARGEST_SHIFT = 30;

    private int[] words = new int[32];
    private int count;

    public Words add(int... values) {
        if (count + values.length > words.length) {
            words = Arrays.copyOf(words, Math.max(2 * words.length, count + values.length));
        }
        System.arraycopy(values, 0, words, count, values.length);
        count += values.length;
        return this;
    }

    /** The same for what a kernel looks for at a place it names: the next, or the two do not agree. */
    public Words at(int place, int... values) {
        if (place != count) {
            throw new IllegalStateException("a kernel looks for a word at " + place + ", the next is " + count);
        }
        return add(values);
    }

    /** A real number at a place that a kernel names. */
    public Words real(int place, double value) {
        return at(place).real(value);
    }

    /**
     * A real number as three integers, numerator and two powers of two, read by {@link Functions#real}: kernels for OpenCL
     * cannot take bits for a float.
     */
    public Words real(double value) {
        float rounded = (float) value;
        int shift = rounded == 0 ? 0 : Math.max(0, MANTISSA - 1 - Math.getExponent(rounded));
        int first = Math.min(shift, LARGEST_SHIFT);
        float numerator = Math.scalb(rounded, shift);
        if (shift > 2 * LARGEST_SHIFT || Math.abs(numerator) > Integer.MAX_VALUE || numerator != (int) numerator) {
            throw new IllegalArgumentException("no kernel takes the number " + value);
        }
        return add((int) numerator, 1 << first, 1 << (shift - first));
    }

    public int size() {
        return count;
    }

    public int[] toArray() {
        return Arrays.copyOf(words, count);
    }
}
