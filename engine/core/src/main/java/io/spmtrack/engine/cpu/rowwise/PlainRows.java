package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;

import java.lang.foreign.MemorySegment;

/** What {@link LayerNormKernel} and {@link Rows} compute, without vectors and with the same bits; see {@link io.spmtrack.engine.cpu.vector.Beginning}. */
final class PlainRows {
    private PlainRows() {}

    /** The sum of a row, in the order in which {@link LayerNormKernel} sums the next one: results do not depend on where a thread begins. */
    static float sum(MemorySegment x, long at, int count) {
        int pairs = count & -(2 * L);
        float sum = lanes(x, at, pairs, 0, 1);
        for (int i = pairs; i < count; i++) {
            sum += x.get(FLOAT, at + 4L * i);
        }
        return sum;
    }

    // Lanes first, first + step, ...: halves added to halves, as Lanes.sum does.
    private static float lanes(MemorySegment x, long at, int count, int first, int step) {
        if (step < L) {
            return lanes(x, at, count, first, 2 * step) + lanes(x, at, count, first + step, 2 * step);
        }
        float even = 0;
        float odd = -0f;
        for (int i = first; i < count; i += 2 * L) {
            even += x.get(FLOAT, at + 4L * i);
            odd += x.get(FLOAT, at + 4L * (i + L));
        }
        return even + odd;
    }

    /** As {@link Rows#squares}. */
    static float squares(MemorySegment x, long at, int count, float shift) {
        int pairs = count & -(2 * L);
        float sum = squares(x, at, pairs, shift, 0, 1);
        for (int i = pairs; i < count; i++) {
            float a = x.get(FLOAT, at + 4L * i) - shift;
            sum = Math.fma(a, a, sum);
        }
        return sum;
    }

    private static float squares(MemorySegment x, long at, int count, float shift, int first, int step) {
        if (step < L) {
            return squares(x, at, count, shift, first, 2 * step) + squares(x, at, count, shift, first + step, 2 * step);
        }
        float even = 0;
        float odd = -0f;
        for (int i = first; i < count; i += 2 * L) {
            float a = x.get(FLOAT, at + 4L * i) - shift;
            float b = x.get(FLOAT, at + 4L * (i + L)) - shift;
            even = Math.fma(a, a, even);
            odd = Math.fma(b, b, odd);
        }
        return even + odd;
    }

    /** {@code y = (x - mean) · inverse · scale + shift} of a row; {@code one} is {@link io.spmtrack.engine.cpu.vector.Beginning#one}. */
    static void normalize(
            MemorySegment x,
            long xAt,
            float mean,
            float inverse,
            MemorySegment scale,
            long scaleAt,
            MemorySegment shift,
            long shiftAt,
            MemorySegment y,
            long yAt,
            int count,
            int one) {
        for (int i = 0; i < count; i += one) {
            float normal = (x.get(FLOAT, xAt + 4L * i) - mean) * inverse;
            float result = Math.fma(normal, scale.get(FLOAT, scaleAt + 4L * i), shift.get(FLOAT, shiftAt + 4L * i));
            y.set(FLOAT, yAt + 4L * i, result);
        }
    }
}
