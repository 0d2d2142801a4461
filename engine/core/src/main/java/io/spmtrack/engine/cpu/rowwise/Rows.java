package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.cpu.vector.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions of one contiguous row; offsets in bytes. Sums keep one partial sum a lane, so errors grow with count / L only. What is
 * left behind the last whole vector is done one by one: masked loads and stores take thousands of nodes in the compiler, which
 * then inlines none of our functions on vectors any more, and boxes their arguments in each row.
 */
public final class Rows {
    private Rows() {}

    /** {@code y = exp(x - max) / Σ exp(x - max)}. */
    public static void softmax(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        float largest = largest(x, xAt, count);
        scale(y, yAt, count, 1 / powers(x, xAt, y, yAt, count, largest));
    }

    // The largest element but for NaN, -∞ of none: two chains of comparisons, which are cheaper than a maximum that
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
        float result = Lanes.max(count < 2 * L ? a : a.blend(b, b.compare(VectorOperators.GT, a)));
        for (; i < count; i++) {
            float value = x.get(FLOAT, xAt + 4L * i);
            result = value > result ? value : result;
        }
        return result;
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
        float sum = Lanes.sum(sums);
        for (int i = whole; i < count; i++) {
            float power = VectorMath.expNegative(x.get(FLOAT, xAt + 4L * i) - largest);
            y.set(FLOAT, yAt + 4L * i, power);
            sum += power;
        }
        return sum;
    }

    private static void scale(MemorySegment y, long yAt, int count, float factor) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromMemorySegment(F, y, yAt + 4L * i, ORDER)
                    .mul(factor)
                    .intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        for (int i = whole; i < count; i++) {
            y.set(FLOAT, yAt + 4L * i, y.get(FLOAT, yAt + 4L * i) * factor);
        }
    }

    /** The largest element, -∞ of none, NaN if any is. */
    static float max(MemorySegment x, long xAt, int count) {
        int whole = Lanes.whole(count);
        FloatVector largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < whole; i += L) {
            largest = largest.max(FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER));
        }
        float result = Lanes.max(largest);
        for (int i = whole; i < count; i++) {
            result = Math.max(result, x.get(FLOAT, xAt + 4L * i));
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
        for (; i + L <= count; i += L) {
            a = a.add(FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER));
        }
        float sum = Lanes.sum(a.add(b).add(c.add(d)));
        for (; i < count; i++) {
            sum += x.get(FLOAT, xAt + 4L * i);
        }
        return sum;
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
        float sum = Lanes.sum(even.add(odd));
        for (; i < count; i++) {
            float a = x.get(FLOAT, xAt + 4L * i) - shift;
            sum = Math.fma(a, a, sum);
        }
        return sum;
    }

    /** {@code (x - mean) / √(variance + epsilon) · scale + shift}. */
    public static void layerNorm(
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
        for (int i = whole; i < count; i++) {
            float normal = (x.get(FLOAT, xAt + 4L * i) - mean) * inverse;
            float result = Math.fma(normal, scale.get(FLOAT, scaleAt + 4L * i), shift.get(FLOAT, shiftAt + 4L * i));
            y.set(FLOAT, yAt + 4L * i, result);
        }
    }

    /** {@code 1 / √(Σ (x - mean)² / count + epsilon)}. */
    static float inverseDeviation(MemorySegment x, long xAt, int count, float mean, float epsilon) {
        return (float) (1 / Math.sqrt(squares(x, xAt, count, mean) / count + epsilon));
    }
}
