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

    /** Places among the words, by which the lowering hands them over. */
    public static final int COUNT = 0;

    public static final int FUNCTION = 1;

    public static final int RANK = 2;

    public static final int OPERANDS = 3;

    public static final int SEED = 1;

    public static final int STREAM = 3;

    public static final int NUMBER = 4;

    public static final int DRAW_RANK = 5;

    public static final int DRAWN = 6;

    public static final int DRAW_AXES = 7;

    public static final int PARAMETER = 1;

    public static final int FIRST_MOMENT = 2;

    public static final int SECOND_MOMENT = 3;

    public static final int GRADIENT = 4;

    public static final int RATE = 6;

    public static final int CORRECTION_1 = 8;

    public static final int CORRECTION_2 = 10;

    public static final int CLIP = 12;

    public static final int FLAG = 14;

    public static final int FRESH_1 = 16;

    public static final int BETA_2 = 19;

    public static final int FRESH_2 = 22;

    public static final int EPSILON = 25;

    public static final int DECAY = 28;

    private Elementwise() {}

    public static void unary(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, FloatArray y) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int rest = (context.groupIdx - CallList.first(table, start, call)) * GROUP + context.localIdx;
        if (rest < table.get(d + COUNT)) {
            int xAt = table.get(d + OPERANDS);
            int yAt = table.get(d + OPERANDS + 1);
            int rank = table.get(d + RANK);
            int entry = d + OPERANDS + 2;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                yAt += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            y.set(yAt, Functions.unary(table.get(d + FUNCTION), x.get(xAt)));
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
        if (rest < table.get(d + COUNT)) {
            int aAt = table.get(d + OPERANDS);
            int bAt = table.get(d + OPERANDS + 1);
            int yAt = table.get(d + OPERANDS + 2);
            int rank = table.get(d + RANK);
            int entry = d + OPERANDS + 3;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                aAt += index * table.get(entry + 1);
                bAt += index * table.get(entry + 2);
                yAt += index * table.get(entry + 3);
                rest = next;
                entry += 4;
            }
            y.set(yAt, Functions.binary(table.get(d + FUNCTION), a.get(aAt), b.get(bAt)));
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
        if (rest < table.get(d + COUNT)) {
            int conditionAt = table.get(d + OPERANDS);
            int aAt = table.get(d + OPERANDS + 1);
            int bAt = table.get(d + OPERANDS + 2);
            int yAt = table.get(d + OPERANDS + 3);
            int rank = table.get(d + RANK);
            int entry = d + OPERANDS + 4;
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
    public static void toInteger(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, IntArray y) {
        int d = cursor.get(slot);
        int rest = context.globalIdx;
        if (rest < table.get(d + COUNT)) {
            int xAt = table.get(d + OPERANDS);
            int yAt = table.get(d + OPERANDS + 1);
            int rank = table.get(d + RANK);
            int entry = d + OPERANDS + 2;
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

    public static void toFloat(
            KernelContext context, IntArray cursor, int slot, IntArray table, IntArray x, FloatArray y) {
        int d = cursor.get(slot);
        int rest = context.globalIdx;
        if (rest < table.get(d + COUNT)) {
            int xAt = table.get(d + OPERANDS);
            int yAt = table.get(d + OPERANDS + 1);
            int rank = table.get(d + RANK);
            int entry = d + OPERANDS + 2;
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

    public static void copyIntegers(
            KernelContext context, IntArray cursor, int slot, IntArray table, IntArray x, IntArray y) {
        int d = cursor.get(slot);
        int rest = context.globalIdx;
        if (rest < table.get(d + COUNT)) {
            int xAt = table.get(d + OPERANDS);
            int yAt = table.get(d + OPERANDS + 1);
            int rank = table.get(d + RANK);
            int entry = d + OPERANDS + 2;
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
        if (i < table.get(d + COUNT)) {
            int c0 = i / 4;
            int c1 = 0;
            int c2 = integers.get(table.get(d + NUMBER));
            int c3 = table.get(d + STREAM);
            int k0 = table.get(d + SEED);
            int k1 = table.get(d + SEED + 1);
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
            int yAt = table.get(d + DRAWN);
            int rank = table.get(d + DRAW_RANK);
            int entry = d + DRAW_AXES;
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
        if (i < table.get(d + COUNT)) {
            float flag = either(table, d + FLAG, 0, parameters, work);
            if (flag != 0) {
                float rate = either(table, d + RATE, 0, parameters, work);
                float correction1 = either(table, d + CORRECTION_1, 0, parameters, work);
                float correction2 = either(table, d + CORRECTION_2, 0, parameters, work);
                float g =
                        either(table, d + GRADIENT, i, parameters, work) * either(table, d + CLIP, 0, parameters, work);
                float fresh1 = Functions.real(table, d + FRESH_1);
                float beta2 = Functions.real(table, d + BETA_2);
                float fresh2 = Functions.real(table, d + FRESH_2);
                float epsilon = Functions.real(table, d + EPSILON);
                float decay = Functions.real(table, d + DECAY);
                float m = state.get(table.get(d + FIRST_MOMENT) + i);
                float v = state.get(table.get(d + SECOND_MOMENT) + i);
                float p = state.get(table.get(d + PARAMETER) + i);
                m = m + (g - m) * fresh1;
                v = v * beta2 + g * g * fresh2;
                float root = TornadoMath.sqrt(v) / correction2 + epsilon;
                state.set(table.get(d + FIRST_MOMENT) + i, m);
                state.set(table.get(d + SECOND_MOMENT) + i, v);
                state.set(table.get(d + PARAMETER) + i, p * (1 - rate * decay) - rate / correction1 * m / root);
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
