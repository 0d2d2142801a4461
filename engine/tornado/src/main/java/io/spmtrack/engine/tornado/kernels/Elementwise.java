package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Kernels with one work-item an element; of the first three one launch may do {@link CallList several calls}. Words: number of elements, function, rank, an offset for each array, then for each
 * axis from the innermost its size and the arrays' strides.
 */
public final class Elementwise {
    /** Work-items of a group. */
    public static final int GROUP = 128;

    private Elementwise() {}

    public static void unary(KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, FloatArray y) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int rest = (context.groupIdx - CallList.first(table, start, call)) * GROUP + context.localIdx;
        if (rest < table.get(d)) {
            int xAt = table.get(d + 3);
            int yAt = table.get(d + 4);
            int rank = table.get(d + 2);
            int entry = d + 5;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                yAt += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            y.set(yAt, Functions.unary(table.get(d + 1), x.get(xAt)));
        }
    }

    public static void binary(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray a,
            FloatArray b,
            FloatArray y) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int rest = (context.groupIdx - CallList.first(table, start, call)) * GROUP + context.localIdx;
        if (rest < table.get(d)) {
            int aAt = table.get(d + 3);
            int bAt = table.get(d + 4);
            int yAt = table.get(d + 5);
            int rank = table.get(d + 2);
            int entry = d + 6;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                aAt += index * table.get(entry + 1);
                bAt += index * table.get(entry + 2);
                yAt += index * table.get(entry + 3);
                rest = next;
                entry += 4;
            }
            y.set(yAt, Functions.binary(table.get(d + 1), a.get(aAt), b.get(bAt)));
        }
    }

    public static void choose(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray condition,
            FloatArray a,
            FloatArray b,
            FloatArray y) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int rest = (context.groupIdx - CallList.first(table, start, call)) * GROUP + context.localIdx;
        if (rest < table.get(d)) {
            int conditionAt = table.get(d + 3);
            int aAt = table.get(d + 4);
            int bAt = table.get(d + 5);
            int yAt = table.get(d + 6);
            int rank = table.get(d + 2);
            int entry = d + 7;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                conditionAt += index * table.get(entry + 1);
                aAt += index * table.get(entry + 2);
                bAt += index * table.get(entry + 3);
                yAt += index * table.get(entry + 4);
                rest = next;
                entry += 5;
            }
            if (condition.get(conditionAt) != 0) {
                y.set(yAt, a.get(aAt));
            } else {
                y.set(yAt, b.get(bAt));
            }
        }
    }

    /** Floats towards zero. */
    public static void toInteger(KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, IntArray y) {
        int d = cursor.get(slot);
        int rest = context.globalIdx;
        if (rest < table.get(d)) {
            int xAt = table.get(d + 3);
            int yAt = table.get(d + 4);
            int rank = table.get(d + 2);
            int entry = d + 5;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                yAt += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            y.set(yAt, (int) x.get(xAt));
        }
    }

    public static void toFloat(KernelContext context, IntArray cursor, int slot, IntArray table, IntArray x, FloatArray y) {
        int d = cursor.get(slot);
        int rest = context.globalIdx;
        if (rest < table.get(d)) {
            int xAt = table.get(d + 3);
            int yAt = table.get(d + 4);
            int rank = table.get(d + 2);
            int entry = d + 5;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                yAt += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            y.set(yAt, (float) x.get(xAt));
        }
    }

    public static void copyIntegers(KernelContext context, IntArray cursor, int slot, IntArray table, IntArray x, IntArray y) {
        int d = cursor.get(slot);
        int rest = context.globalIdx;
        if (rest < table.get(d)) {
            int xAt = table.get(d + 3);
            int yAt = table.get(d + 4);
            int rank = table.get(d + 2);
            int entry = d + 5;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                yAt += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            y.set(yAt, x.get(xAt));
        }
    }

    /**
     * Uniform numbers by counter (Philox4x32-10). Words: number of elements, the seed's lower and upper half, the stream, where
     * the step number lies, rank, offset, then size and stride of each axis.
     */
    public static void draw(
            KernelContext context, IntArray cursor, int slot, IntArray table, IntArray integers, FloatArray y) {
        int d = cursor.get(slot);
        int i = context.globalIdx;
        if (i < table.get(d)) {
            int c0 = i / 4;
            int c1 = 0;
            int c2 = integers.get(table.get(d + 4));
            int c3 = table.get(d + 3);
            int k0 = table.get(d + 1);
            int k1 = table.get(d + 2);
            for (int round = 0; round < 10; round++) {
                long p0 = 0xD2511F53L * (c0 & 0xffffffffL);
                long p1 = 0xCD9E8D57L * (c2 & 0xffffffffL);
                c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
                c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
                c1 = (int) p1;
                c3 = (int) p0;
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }
            int word = i & 3;
            int bits = c0;
            if (word == 1) {
                bits = c1;
            } else if (word == 2) {
                bits = c2;
            } else if (word == 3) {
                bits = c3;
            }
            int yAt = table.get(d + 6);
            int rank = table.get(d + 5);
            int entry = d + 7;
            int rest = i;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                yAt += (rest - next * table.get(entry)) * table.get(entry + 1);
                rest = next;
                entry += 2;
            }
            // An unsigned shift of an int comes out signed on OpenCL.
            y.set(yAt, ((bits >> 8) & 0xffffff) * 0x1p-24f);
        }
    }

    /**
     * One AdamW update in place. Words: number of elements; offsets of parameters, first and second moment; slab and offset of
     * gradient, rate, the two corrections, factor and flag; then 1 − β₁, β₂, 1 − β₂ (of which
     * 32-bit floats would lose digits), ε and weight decay.
     */
    public static void adamW(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray parameters,
            FloatArray work,
            FloatArray state) {
        int d = cursor.get(slot);
        int i = context.globalIdx;
        if (i < table.get(d)) {
            float flag = either(table, d + 14, 0, parameters, work);
            if (flag != 0) {
                float rate = either(table, d + 6, 0, parameters, work);
                float correction1 = either(table, d + 8, 0, parameters, work);
                float correction2 = either(table, d + 10, 0, parameters, work);
                float g = either(table, d + 4, i, parameters, work) * either(table, d + 12, 0, parameters, work);
                float fresh1 = Functions.real(table, d + 16);
                float beta2 = Functions.real(table, d + 19);
                float fresh2 = Functions.real(table, d + 22);
                float epsilon = Functions.real(table, d + 25);
                float decay = Functions.real(table, d + 28);
                float m = state.get(table.get(d + 2) + i);
                float v = state.get(table.get(d + 3) + i);
                float p = state.get(table.get(d + 1) + i);
                m = m + (g - m) * fresh1;
                v = v * beta2 + g * g * fresh2;
                float root = TornadoMath.sqrt(v) / correction2 + epsilon;
                state.set(table.get(d + 2) + i, m);
                state.set(table.get(d + 3) + i, v);
                state.set(table.get(d + 1) + i, p * (1 - rate * decay) - rate / correction1 * m / root);
            }
        }
    }

    private static float either(IntArray table, int entry, int i, FloatArray parameters, FloatArray work) {
        int at = table.get(entry + 1) + i;
        float value;
        if (table.get(entry) == 0) {
            value = parameters.get(at);
        } else {
            value = work.get(at);
        }
        return value;
    }
}
