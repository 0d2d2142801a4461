package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.op.Reduction;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Reductions of a piece of a row, and of one vector of columns over many rows. Column sums go over blocks of 32 and of 1024
 * rows, so that rounding errors grow with the block and not with the number of rows.
 */
final class Sums {
    private static final int SMALL = 32;
    private static final int LARGE = 1024;

    private Sums() {}

    /** The value of no element. */
    static double start(Reduction kind) {
        return switch (kind) {
            case SUM, SUM_OF_SQUARES -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
        };
    }

    static double join(Reduction kind, double a, double b) {
        return switch (kind) {
            case SUM, SUM_OF_SQUARES -> a + b;
            case MAX -> Math.max(a, b);
        };
    }

    /** Reduces {@code count} contiguous elements. */
    static double run(Reduction kind, MemorySegment x, long at, int count) {
        return switch (kind) {
            case SUM -> Rows.sum(x, at, count);
            case SUM_OF_SQUARES -> Rows.squares(x, at, count, 0);
            case MAX -> Rows.max(x, at, count);
        };
    }

    /** Reduces {@code count} elements that lie {@code step} bytes apart. */
    static double strided(Reduction kind, MemorySegment x, long at, long step, int count) {
        double result = start(kind);
        for (int i = 0; i < count; i++) {
            double value = x.get(FLOAT, at + i * step);
            result = join(kind, result, kind == Reduction.SUM_OF_SQUARES ? value * value : value);
        }
        return result;
    }

    /**
     * Reduces {@code rows} rows (at least one), {@code step} bytes apart, in the first {@code lanes} columns, and joins the
     * result with what stands at {@code to} if {@code join}. It is stored here because returned vectors would be boxed.
     */
    static void columns(
            Reduction kind,
            MemorySegment x,
            long at,
            long step,
            int rows,
            int lanes,
            boolean join,
            MemorySegment y,
            long to) {
        switch (kind) {
            case SUM -> sumColumns(x, at, step, rows, lanes, join, y, to);
            case SUM_OF_SQUARES -> squareColumns(x, at, step, rows, lanes, join, y, to);
            case MAX -> maxColumns(x, at, step, rows, lanes, join, y, to);
        }
    }

    private static void sumColumns(
            MemorySegment x, long at, long step, int rows, int lanes, boolean join, MemorySegment y, long to) {
        VectorMask<Float> some = Lanes.first(lanes);
        FloatVector total = FloatVector.broadcast(F, 0);
        for (int large = 0; large < rows; large += LARGE) {
            FloatVector middle = FloatVector.broadcast(F, -0f);
            for (int small = large; small < Math.min(rows, large + LARGE); small += SMALL) {
                FloatVector sum = FloatVector.fromMemorySegment(F, x, at + small * step, ORDER, some);
                int end = Math.min(rows, small + SMALL);
                for (int row = small + 1; row < end; row++) {
                    sum = sum.add(FloatVector.fromMemorySegment(F, x, at + row * step, ORDER, some));
                }
                middle = middle.add(sum);
            }
            total = total.add(middle);
        }
        if (join) {
            total = total.add(FloatVector.fromMemorySegment(F, y, to, ORDER, some));
        }
        total.intoMemorySegment(y, to, ORDER, some);
    }

    private static void squareColumns(
            MemorySegment x, long at, long step, int rows, int lanes, boolean join, MemorySegment y, long to) {
        VectorMask<Float> some = Lanes.first(lanes);
        FloatVector total = FloatVector.broadcast(F, 0);
        for (int small = 0; small < rows; small += SMALL) {
            FloatVector first = FloatVector.fromMemorySegment(F, x, at + small * step, ORDER, some);
            FloatVector sum = first.mul(first);
            int end = Math.min(rows, small + SMALL);
            for (int row = small + 1; row < end; row++) {
                FloatVector value = FloatVector.fromMemorySegment(F, x, at + row * step, ORDER, some);
                sum = value.fma(value, sum);
            }
            total = total.add(sum);
        }
        if (join) {
            total = total.add(FloatVector.fromMemorySegment(F, y, to, ORDER, some));
        }
        total.intoMemorySegment(y, to, ORDER, some);
    }

    private static void maxColumns(
            MemorySegment x, long at, long step, int rows, int lanes, boolean join, MemorySegment y, long to) {
        VectorMask<Float> some = Lanes.first(lanes);
        FloatVector largest = FloatVector.fromMemorySegment(F, x, at, ORDER, some);
        for (int row = 1; row < rows; row++) {
            largest = largest.max(FloatVector.fromMemorySegment(F, x, at + row * step, ORDER, some));
        }
        if (join) {
            largest = largest.max(FloatVector.fromMemorySegment(F, y, to, ORDER, some));
        }
        largest.intoMemorySegment(y, to, ORDER, some);
    }
}
