package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.BYTES;
import static io.spmtrack.engine.cpu.Lanes.F;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.ORDER;
import static io.spmtrack.engine.cpu.Lanes.first;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Functions of one contiguous row; offsets in bytes. Sums keep one partial sum a lane, so errors grow with count / L only. */
final class Rows {
    private Rows() {}

    /** {@code y = exp(x - max) / Σ exp(x - max)}. */
    static void softmax(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        float largest = max(x, xAt, count);
        int whole = Lanes.whole(count);
        FloatVector sums = FloatVector.broadcast(F, 0);
        for (int i = 0; i < whole; i += L) {
            FloatVector power = VectorMath.expNegative(
                    FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER).sub(largest));
            power.intoMemorySegment(y, yAt + 4L * i, ORDER);
            sums = sums.add(power);
        }
        float sum = Lanes.sum(sums);
        if (whole < count) {
            VectorMask<Float> rest = first(count - whole);
            FloatVector power =
                    VectorMath.expNegative(FloatVector.fromMemorySegment(F, x, xAt + 4L * whole, ORDER, rest)
                            .sub(largest));
            power.intoMemorySegment(y, yAt + 4L * whole, ORDER, rest);
            sum += Lanes.sum(power, rest);
        }
        scale(y, yAt, count, 1 / sum);
    }

    private static void scale(MemorySegment y, long yAt, int count, float factor) {
        int left = count;
        for (; left >= L; left -= L, yAt += BYTES) {
            FloatVector.fromMemorySegment(F, y, yAt, ORDER).mul(factor).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector.fromMemorySegment(F, y, yAt, ORDER, rest).mul(factor).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    /** The largest element, -∞ of none, NaN if any is. */
    static float max(MemorySegment x, long xAt, int count) {
        int left = count;
        FloatVector largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (; left >= L; left -= L, xAt += BYTES) {
            largest = largest.max(FloatVector.fromMemorySegment(F, x, xAt, ORDER));
        }
        float result = Lanes.max(largest);
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector tail = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY)
                    .blend(FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest), rest);
            result = Math.max(result, Lanes.max(tail));
        }
        return result;
    }

    /** Sum of a row. */
    static float sum(MemorySegment x, long xAt, int count) {
        int left = count;
        FloatVector even = FloatVector.broadcast(F, 0);
        FloatVector odd = FloatVector.broadcast(F, -0f);
        for (; left >= 2 * L; left -= 2 * L, xAt += 2L * BYTES) {
            even = even.add(FloatVector.fromMemorySegment(F, x, xAt, ORDER));
            odd = odd.add(FloatVector.fromMemorySegment(F, x, xAt + BYTES, ORDER));
        }
        for (; left > 0; left -= L, xAt += BYTES) {
            even = even.add(FloatVector.fromMemorySegment(F, x, xAt, ORDER, first(Math.min(left, L))));
        }
        return Lanes.sum(even.add(odd));
    }

    /** Sum of {@code (x - shift)²}. */
    static float squares(MemorySegment x, long xAt, int count, float shift) {
        int left = count;
        FloatVector even = FloatVector.broadcast(F, 0);
        FloatVector odd = FloatVector.broadcast(F, -0f);
        for (; left >= 2 * L; left -= 2 * L, xAt += 2L * BYTES) {
            FloatVector a = FloatVector.fromMemorySegment(F, x, xAt, ORDER).sub(shift);
            FloatVector b =
                    FloatVector.fromMemorySegment(F, x, xAt + BYTES, ORDER).sub(shift);
            even = a.fma(a, even);
            odd = b.fma(b, odd);
        }
        for (; left > 0; left -= L, xAt += BYTES) {
            VectorMask<Float> some = first(Math.min(left, L));
            FloatVector a = FloatVector.broadcast(F, 0)
                    .blend(FloatVector.fromMemorySegment(F, x, xAt, ORDER, some).sub(shift), some);
            even = a.fma(a, even);
        }
        return Lanes.sum(even.add(odd));
    }

    /** {@code (x - mean) / √(variance + epsilon) · scale + shift}. */
    static void layerNorm(
            MemorySegment x,
            long xAt,
            MemorySegment scale,
            long scaleAt,
            MemorySegment shift,
            long shiftAt,
            MemorySegment y,
            long yAt,
            int count,
            float epsilon) {
        float mean = sum(x, xAt, count) / count;
        float inverse = inverseDeviation(x, xAt, count, mean, epsilon);
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, scaleAt += BYTES, shiftAt += BYTES, yAt += BYTES) {
            FloatVector normal =
                    FloatVector.fromMemorySegment(F, x, xAt, ORDER).sub(mean).mul(inverse);
            normal.fma(
                            FloatVector.fromMemorySegment(F, scale, scaleAt, ORDER),
                            FloatVector.fromMemorySegment(F, shift, shiftAt, ORDER))
                    .intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest)
                    .sub(mean)
                    .mul(inverse);
            normal.fma(
                            FloatVector.fromMemorySegment(F, scale, scaleAt, ORDER, rest),
                            FloatVector.fromMemorySegment(F, shift, shiftAt, ORDER, rest))
                    .intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    /** {@code 1 / √(Σ (x - mean)² / count + epsilon)}. */
    static float inverseDeviation(MemorySegment x, long xAt, int count, float mean, float epsilon) {
        return (float) (1 / Math.sqrt(squares(x, xAt, count, mean) / count + epsilon));
    }
}
