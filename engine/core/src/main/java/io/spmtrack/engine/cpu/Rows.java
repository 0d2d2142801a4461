package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.BYTES;
import static io.spmtrack.engine.cpu.Lanes.F;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.ORDER;
import static io.spmtrack.engine.cpu.Lanes.first;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Functions of one contiguous row; offsets in bytes. Sums keep one partial sum a lane, so errors grow with count / L only. */
final class Rows {
    private Rows() {}

    /** {@code y = exp(x - max) / Σ exp(x - max)}. */
    static void softmax(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        float largest = largest(x, xAt, count);
        float sum = powers(x, xAt, y, yAt, count, largest);
        int whole = Lanes.whole(count);
        if (whole < count) {
            sum += restPowers(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole, largest);
        }
        scale(y, yAt, count, 1 / sum);
    }

    // The largest element but for NaN, -∞ of none: four chains of comparisons, which are cheaper than a maximum that
    // keeps NaN.
    private static float largest(MemorySegment x, long xAt, int count) {
        FloatVector a = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector b = FloatVector.broadcast(F, -Float.MAX_VALUE);
        int i = 0;
        for (; i + 2 * L <= count; i += 2 * L) {
            FloatVector even = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            FloatVector odd = FloatVector.fromMemorySegment(F, x, xAt + 4L * (i + L), ORDER);
            a = a.blend(even, even.compare(VectorOperators.GT, a));
            b = b.blend(odd, odd.compare(VectorOperators.GT, b));
        }
        for (; i < count; i += L) {
            VectorMask<Float> some = first(Math.min(L, count - i));
            FloatVector even = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER, some);
            a = a.blend(even, even.compare(VectorOperators.GT, a).and(some));
        }
        return Lanes.max(count < 2 * L ? a : a.blend(b, b.compare(VectorOperators.GT, a)));
    }

    private static float powers(MemorySegment x, long xAt, MemorySegment y, long yAt, int count, float largest) {
        FloatVector sums = FloatVector.broadcast(F, 0);
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector power = VectorMath.expNegative(
                    FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER).sub(largest));
            power.intoMemorySegment(y, yAt + 4L * i, ORDER);
            sums = sums.add(power);
        }
        return Lanes.sum(sums);
    }

    private static float restPowers(MemorySegment x, long xAt, MemorySegment y, long yAt, int left, float largest) {
        VectorMask<Float> rest = first(left);
        FloatVector power = VectorMath.expNegative(
                FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest).sub(largest));
        power.intoMemorySegment(y, yAt, ORDER, rest);
        return Lanes.sum(power, rest);
    }

    private static void scale(MemorySegment y, long yAt, int count, float factor) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromMemorySegment(F, y, yAt + 4L * i, ORDER)
                    .mul(factor)
                    .intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            VectorMask<Float> rest = first(count - whole);
            long at = yAt + 4L * whole;
            FloatVector.fromMemorySegment(F, y, at, ORDER, rest).mul(factor).intoMemorySegment(y, at, ORDER, rest);
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
        // Four vectors made each by itself: sharing one makes the compiler box them.
        FloatVector a = FloatVector.broadcast(F, 0);
        FloatVector b = FloatVector.broadcast(F, -0f);
        FloatVector c = FloatVector.broadcast(F, 0).neg();
        FloatVector d = FloatVector.broadcast(F, 0).neg();
        int i = 0;
        for (; i + 4 * L <= count; i += 4 * L) {
            a = a.add(FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER));
            b = b.add(FloatVector.fromMemorySegment(F, x, xAt + 4L * (i + L), ORDER));
            c = c.add(FloatVector.fromMemorySegment(F, x, xAt + 4L * (i + 2 * L), ORDER));
            d = d.add(FloatVector.fromMemorySegment(F, x, xAt + 4L * (i + 3 * L), ORDER));
        }
        for (; i < count; i += L) {
            a = a.add(FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER, first(Math.min(count - i, L))));
        }
        return Lanes.sum(a.add(b).add(c.add(d)));
    }

    /** Sum of {@code (x - shift)²}. */
    static float squares(MemorySegment x, long xAt, int count, float shift) {
        FloatVector even = FloatVector.broadcast(F, 0);
        FloatVector odd = FloatVector.broadcast(F, -0f);
        int i = 0;
        for (; i + 2 * L <= count; i += 2 * L) {
            FloatVector a =
                    FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER).sub(shift);
            FloatVector b = FloatVector.fromMemorySegment(F, x, xAt + 4L * (i + L), ORDER)
                    .sub(shift);
            even = a.fma(a, even);
            odd = b.fma(b, odd);
        }
        for (; i < count; i += L) {
            VectorMask<Float> some = first(Math.min(count - i, L));
            FloatVector a = FloatVector.broadcast(F, 0)
                    .blend(
                            FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER, some)
                                    .sub(shift),
                            some);
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
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER)
                    .sub(mean)
                    .mul(inverse);
            normal.fma(
                            FloatVector.fromMemorySegment(F, scale, scaleAt + 4L * i, ORDER),
                            FloatVector.fromMemorySegment(F, shift, shiftAt + 4L * i, ORDER))
                    .intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            VectorMask<Float> rest = first(count - whole);
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * whole, ORDER, rest)
                    .sub(mean)
                    .mul(inverse);
            normal.fma(
                            FloatVector.fromMemorySegment(F, scale, scaleAt + 4L * whole, ORDER, rest),
                            FloatVector.fromMemorySegment(F, shift, shiftAt + 4L * whole, ORDER, rest))
                    .intoMemorySegment(y, yAt + 4L * whole, ORDER, rest);
        }
    }

    /** {@code 1 / √(Σ (x - mean)² / count + epsilon)}. */
    static float inverseDeviation(MemorySegment x, long xAt, int count, float mean, float epsilon) {
        return (float) (1 / Math.sqrt(squares(x, xAt, count, mean) / count + epsilon));
    }
}
