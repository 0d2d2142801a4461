package io.spmtrack.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels before and after a product of NVIDIA's library. */
final class Staging {
    private Staging() {}

    /** Makes arrays part of the first graph, so that they are on the device and stay there; changes nothing. */
    static void hold(KernelContext context, IntArray cursor, FloatArray left, FloatArray right, FloatArray product) {
        int i = context.globalIdx;
        if (i < cursor.get(Copies.HOLD)) {
            left.set(i, 0);
            right.set(i, 0);
            product.set(i, 0);
        }
    }

    /** The same with factors in 16-bit floats. */
    static void holdHalf(
            KernelContext context, IntArray cursor, HalfFloatArray left, HalfFloatArray right, FloatArray product) {
        int i = context.globalIdx;
        if (i < cursor.get(Copies.HOLD)) {
            left.set(i, new HalfFloat(0f));
            right.set(i, new HalfFloat(0f));
            product.set(i, 0);
        }
    }

    /** {@link Elementwise#unary} that only copies, to 16-bit floats; one launch may do {@link Parts several calls}. */
    static void toHalf(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, HalfFloatArray y) {
        int start = cursor.get(slot);
        int part = Parts.of(table, start, context.groupIdx);
        int d = Parts.words(table, start, part);
        int rest = (context.groupIdx - Parts.first(table, start, part)) * Elementwise.GROUP + context.localIdx;
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
            y.set(yAt, new HalfFloat(x.get(xAt)));
        }
    }

    /** What {@link Gemm} does with each sum, which is read from a row-major array instead. Words: the first 17 of Gemm's. */
    static void finish(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray sums,
            FloatArray bias,
            FloatArray c) {
        int d = cursor.get(slot);
        int rows = table.get(d);
        int columns = table.get(d + 1);
        int i = context.groupIdx * Elementwise.GROUP + context.localIdx;
        if (i < rows * columns) {
            int row = i / columns;
            int column = i - row * columns;
            Gemm.store(
                    table, d, bias, c, table.get(d + 3), table.get(d + 9), table.get(d + 14), row, column, sums.get(i));
        }
    }
}
