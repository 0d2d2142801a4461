package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.Lanes.load;

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

    /** Reduces {@code rows} rows, {@code step} bytes apart, in the lanes of {@code some}; at least one row. */
    static FloatVector columns(Reduction kind, MemorySegment x, long at, long step, int rows, VectorMask<Float> some) {
        return switch (kind) {
            case SUM -> sumColumns(x, at, step, rows, some);
            case SUM_OF_SQUARES -> squareColumns(x, at, step, rows, some);
            case MAX -> maxColumns(x, at, step, rows, some);
        };
    }

    private static FloatVector sumColumns(MemorySegment x, long at, long step, int rows, VectorMask<Float> some) {
        FloatVector total = Lanes.all(0);
        for (int large = 0; large < rows; large += LARGE) {
            FloatVector middle = Lanes.all(-0f);
            for (int small = large; small < Math.min(rows, large + LARGE); small += SMALL) {
                FloatVector sum = load(x, at + small * step, some);
                int end = Math.min(rows, small + SMALL);
                for (int row = small + 1; row < end; row++) {
                    sum = sum.add(load(x, at + row * step, some));
                }
                middle = middle.add(sum);
            }
            total = total.add(middle);
        }
        return total;
    }

    private static FloatVector squareColumns(MemorySegment x, long at, long step, int rows, VectorMask<Float> some) {
        FloatVector total = Lanes.all(0);
        for (int small = 0; small < rows; small += SMALL) {
            FloatVector first = load(x, at + small * step, some);
            FloatVector sum = first.mul(first);
            int end = Math.min(rows, small + SMALL);
            for (int row = small + 1; row < end; row++) {
                FloatVector value = load(x, at + row * step, some);
                sum = value.fma(value, sum);
            }
            total = total.add(sum);
        }
        return total;
    }

    private static FloatVector maxColumns(MemorySegment x, long at, long step, int rows, VectorMask<Float> some) {
        FloatVector largest = load(x, at, some);
        for (int row = 1; row < rows; row++) {
            largest = largest.max(load(x, at + row * step, some));
        }
        return largest;
    }
}
