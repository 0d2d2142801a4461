package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels before and after a product between arrays of its own. */
public final class Staging {
    private Staging() {}

    /** Makes an array part of the first graph, so that it is on the device and stays there; changes nothing. */
    public static void hold(KernelContext context, IntArray cursor, FloatArray array) {
        int i = context.globalIdx;
        if (i < cursor.get(Copies.HOLD)) {
            array.set(i, 0);
        }
    }

    /** The same with 16-bit floats. */
    public static void holdHalf(KernelContext context, IntArray cursor, HalfFloatArray array) {
        int i = context.globalIdx;
        if (i < cursor.get(Copies.HOLD)) {
            array.set(i, new HalfFloat(0f));
        }
    }

    /** {@link Elementwise#unary} that only copies, to 16-bit floats; one launch may do {@link CallList several calls}. */
    public static void toHalf(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, HalfFloatArray y) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int rest = (context.groupIdx - CallList.first(table, start, call)) * Elementwise.GROUP + context.localIdx;
        if (rest < table.get(d + Elementwise.COUNT)) {
            int xAt = table.get(d + Elementwise.OPERANDS);
            int yAt = table.get(d + Elementwise.OPERANDS + 1);
            int rank = table.get(d + Elementwise.RANK);
            int entry = d + Elementwise.OPERANDS + 2;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                yAt += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            y.set(yAt, new HalfFloat(x.get(xAt)));
        }
    }

    /** The way back. */
    public static void fromHalf(
            KernelContext context, IntArray cursor, int slot, IntArray table, HalfFloatArray x, FloatArray y) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int rest = (context.groupIdx - CallList.first(table, start, call)) * Elementwise.GROUP + context.localIdx;
        if (rest < table.get(d + Elementwise.COUNT)) {
            int xAt = table.get(d + Elementwise.OPERANDS);
            int yAt = table.get(d + Elementwise.OPERANDS + 1);
            int rank = table.get(d + Elementwise.RANK);
            int entry = d + Elementwise.OPERANDS + 2;
            for (int axis = 0; axis < rank; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                yAt += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            y.set(yAt, x.get(xAt).getFloat32());
        }
    }

    /** What {@link Gemm} does with each sum, which is read from an array instead. Words: the first 17 of Gemm's, the
     * row stride of the sums. */
    public static void finish(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray sums,
            FloatArray bias,
            FloatArray c) {
        int d = cursor.get(slot);
        int rows = table.get(d + Gemm.ROWS);
        int columns = table.get(d + Gemm.COLUMNS);
        int i = context.groupIdx * Elementwise.GROUP + context.localIdx;
        if (i < rows * columns) {
            int row = i / columns;
            int column = i - row * columns;
            Gemm.store(
                    table,
                    d,
                    bias,
                    c,
                    table.get(d + Gemm.RESULT),
                    table.get(d + Gemm.BEFORE),
                    table.get(d + Gemm.RESIDUAL),
                    row,
                    column,
                    sums.get(row * table.get(d + Gemm.STORED_ROW) + column));
        }
    }
}
