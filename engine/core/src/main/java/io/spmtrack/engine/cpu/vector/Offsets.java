package io.spmtrack.engine.cpu.vector;

import java.util.Arrays;

/** Where each matrix of a batch begins, in elements. */
public final class Offsets {
    private final long[] values;

    private Offsets(long[] values) {
        this.values = values;
    }

    public static Offsets of(long... values) {
        return new Offsets(values.clone());
    }

    /** The same place for all {@code count} matrices. */
    public static Offsets repeated(long value, int count) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return new Offsets(values);
    }

    public int count() {
        return values.length;
    }

    public long at(int batch) {
        return values[batch];
    }
}
