package io.spmtrack.engine.tornado;

import io.spmtrack.engine.tornado.kernels.AttentionBackwardKernel;
import io.spmtrack.engine.tornado.kernels.AttentionKernel;
import io.spmtrack.engine.tornado.kernels.Elementwise;
import io.spmtrack.engine.tornado.kernels.Gates;
import io.spmtrack.engine.tornado.kernels.Gemm;
import io.spmtrack.engine.tornado.kernels.Indexed;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.kernels.Reductions;
import io.spmtrack.engine.tornado.kernels.Rows;
import io.spmtrack.engine.tornado.kernels.Staging;
import io.spmtrack.engine.tornado.kernels.TensorCores;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Every kernel as the Java method it is. */
final class PlainKernels {
    private PlainKernels() {}

    /** One work-item of a kernel. */
    static void run(Kernel kernel, KernelContext c, IntArray cursor, IntArray table, Object... arrays) {
        switch (kernel) {
            case UNARY -> Elementwise.unary(c, cursor, 0, table, f(arrays, 0), f(arrays, 1));
            case BINARY -> Elementwise.binary(c, cursor, 0, table, f(arrays, 0), f(arrays, 1), f(arrays, 2));
            case SELECT ->
                Elementwise.choose(c, cursor, 0, table, f(arrays, 0), f(arrays, 1), f(arrays, 2), f(arrays, 3));
            case TO_INTEGER -> Elementwise.toInteger(c, cursor, 0, table, f(arrays, 0), i(arrays, 1));
            case TO_FLOAT -> Elementwise.toFloat(c, cursor, 0, table, i(arrays, 0), f(arrays, 1));
            case COPY_INTEGERS -> Elementwise.copyIntegers(c, cursor, 0, table, i(arrays, 0), i(arrays, 1));
            case RANDOM -> Elementwise.draw(c, cursor, 0, table, i(arrays, 0), f(arrays, 1));
            case ADAMW -> Elementwise.adamW(c, cursor, 0, table, f(arrays, 0), f(arrays, 1), f(arrays, 2));
            case REDUCE_WIDE -> Reductions.wide(c, cursor, 0, table, f(arrays, 0), f(arrays, 1));
            case REDUCE_NARROW -> Reductions.narrow(c, cursor, 0, table, f(arrays, 0), f(arrays, 1));
            case GEMM ->
                Gemm.multiply(
                        c,
                        cursor,
                        0,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2),
                        f(arrays, 3),
                        PlainSession.PROFILE.tile() / Gemm.GROUP);
            case TO_HALF -> Staging.toHalf(c, cursor, 0, table, f(arrays, 0), (HalfFloatArray) arrays[1]);
            case FINISH -> Staging.finish(c, cursor, 0, table, f(arrays, 0), f(arrays, 1), f(arrays, 2));
            case TENSOR_CORES ->
                TensorCores.multiply(
                        c, cursor, 0, table, (HalfFloatArray) arrays[0], (HalfFloatArray) arrays[1], f(arrays, 2));
            case FROM_HALF -> Staging.fromHalf(c, cursor, 0, table, (HalfFloatArray) arrays[0], f(arrays, 1));
            case CUBLAS, CUDNN -> throw new IllegalStateException("no kernel");
            case GATE -> Gates.forward(c, cursor, 0, table, f(arrays, 0));
            case GATE_BACKWARD -> Gates.backward(c, cursor, 0, table, f(arrays, 0));
            case GATHER -> Indexed.gather(c, cursor, 0, table, f(arrays, 0), i(arrays, 1), f(arrays, 2));
            case SCATTER_ADD -> Indexed.scatterAdd(c, cursor, 0, table, f(arrays, 0), i(arrays, 1), f(arrays, 2));
            case SOFTMAX -> Rows.softmax(c, cursor, 0, table, f(arrays, 0), f(arrays, 1));
            case LAYER_NORM ->
                Rows.layerNorm(c, cursor, 0, table, f(arrays, 0), f(arrays, 1), f(arrays, 2), f(arrays, 3));
            case LAYER_NORM_BACKWARD ->
                Rows.layerNormBackward(c, cursor, 0, table, f(arrays, 0), f(arrays, 1), f(arrays, 2));
            case AFFINE -> Rows.affine(c, cursor, 0, table, f(arrays, 0), f(arrays, 1));
            case ATTENTION ->
                AttentionKernel.forward(c, cursor, 0, table, f(arrays, 0), f(arrays, 1), f(arrays, 2), f(arrays, 3));
            case ATTENTION_QUERIES -> AttentionBackwardKernel.queries(c, cursor, 0, table, f(arrays, 0));
            case ATTENTION_KEYS -> AttentionBackwardKernel.keys(c, cursor, 0, table, f(arrays, 0));
        }
    }

    private static FloatArray f(Object[] arrays, int index) {
        return (FloatArray) arrays[index];
    }

    private static IntArray i(Object[] arrays, int index) {
        return (IntArray) arrays[index];
    }
}
