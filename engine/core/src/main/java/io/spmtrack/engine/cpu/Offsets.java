package io.spmtrack.engine.cpu;

import java.util.Arrays;

/** Where each matrix of a batch begins, in elements. */
final class Offsets {
    private final long[] values;

    private Offsets(long[] values) {
        this.values = values;
    }

    static Offsets of(long... values) {
        return new Offsets(values.clone());
    }

    /** The same place for all {@code count} matrices. */
    static Offsets repeated(long value, int count) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return new Offsets(values);
    }

    int count() {
        return values.length;
    }

    long at(int batch) {
        return values[batch];
    }
}
