package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Every kernel of this backend: how many arrays it takes, its work-group, and how it becomes a task. Sizes and offsets travel in
 * a table, so a kernel is compiled once for each choice of slabs, whatever the shapes. The array a kernel writes is its last
 * parameter: where it comes before one it reads and both are the same slab, TornadoVM 5.2 waits for itself for ever.
 */
public enum Kernel {
    UNARY(2, Elementwise.GROUP, 1, true),
    BINARY(3, Elementwise.GROUP, 1, true),
    SELECT(4, Elementwise.GROUP, 1, true),
    TO_INTEGER(2, Elementwise.GROUP, 1, false),
    TO_FLOAT(2, Elementwise.GROUP, 1, false),
    COPY_INTEGERS(2, Elementwise.GROUP, 1, false),
    RANDOM(2, Elementwise.GROUP, 1, false),
    ADAMW(3, Elementwise.GROUP, 1, false),
    REDUCE_WIDE(2, Reductions.GROUP, 1, true),
    REDUCE_NARROW(2, Reductions.GROUP, 1, true),
    GEMM(4, Gemm.GROUP, Gemm.GROUP, true),
    TO_HALF(2, Elementwise.GROUP, 1, true),
    FINISH(3, Elementwise.GROUP, 1, false),
    TENSOR_CORES(3, TensorCores.ITEMS, 1, false),
    FROM_HALF(2, Elementwise.GROUP, 1, true),
    /** No kernel but a call of NVIDIA's library, with constants of its own in each task; so is the next. */
    CUBLAS(3, 1, 1, false),
    CUDNN(4, 1, 1, false),
    GATE(1, Gates.GROUP, 1, true),
    GATE_BACKWARD(1, Gates.GROUP, 1, true),
    GATHER(3, Indexed.GROUP, 1, false),
    SCATTER_ADD(3, Indexed.GROUP, 1, false),
    SOFTMAX(2, Rows.GROUP, 1, false),
    LAYER_NORM(4, Rows.GROUP, 1, false),
    LAYER_NORM_BACKWARD(3, Rows.GROUP, 1, false),
    AFFINE(2, Elementwise.GROUP, 1, false),
    ATTENTION(4, AttentionKernel.GROUP, AttentionKernel.GROUP, false),
    ATTENTION_QUERIES(1, AttentionBackwardKernel.GROUP, AttentionBackwardKernel.GROUP, false),
    ATTENTION_KEYS(1, AttentionBackwardKernel.GROUP, AttentionBackwardKernel.GROUP, false);

    private final int arrays;
    private final int groupX;
    private final int groupY;
    private final boolean severalCalls;

    Kernel(int arrays, int groupX, int groupY, boolean severalCalls) {
        this.arrays = arrays;
        this.groupX = groupX;
        this.groupY = groupY;
        this.severalCalls = severalCalls;
    }

    /** Whether one launch may do {@link CallList several calls}. */
    public boolean severalCalls() {
        return severalCalls;
    }

    /** Whether it is compiled here, and run on a grid. */
    public boolean compiled() {
        return this != CUBLAS && this != CUDNN;
    }

    /** Array parameters besides cursor and table. */
    public int arrays() {
        return arrays;
    }

    /** Work-items of a group along x. */
    public int groupX() {
        return groupX;
    }

    public int groupY() {
        return groupY;
    }

    /**
     * Adds this kernel on some arrays to a graph; where its words begin stands in a slot of the cursor.
     *
     * @param tile of matrix products
     */
    public void add(
            TaskGraph graph, String task, IntArray cursor, int slot, IntArray table, int tile, Object... arrays) {
        KernelContext context = new KernelContext();
        switch (this) {
            case UNARY ->
                graph.task(task, Elementwise::unary, context, cursor, slot, table, f(arrays, 0), f(arrays, 1));
            case BINARY ->
                graph.task(
                        task,
                        Elementwise::binary,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2));
            case SELECT ->
                graph.task(
                        task,
                        Elementwise::choose,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2),
                        f(arrays, 3));
            case TO_INTEGER ->
                graph.task(task, Elementwise::toInteger, context, cursor, slot, table, f(arrays, 0), i(arrays, 1));
            case TO_FLOAT ->
                graph.task(task, Elementwise::toFloat, context, cursor, slot, table, i(arrays, 0), f(arrays, 1));
            case COPY_INTEGERS ->
                graph.task(task, Elementwise::copyIntegers, context, cursor, slot, table, i(arrays, 0), i(arrays, 1));
            case RANDOM ->
                graph.task(task, Elementwise::draw, context, cursor, slot, table, i(arrays, 0), f(arrays, 1));
            case ADAMW ->
                graph.task(
                        task,
                        Elementwise::adamW,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2));
            case REDUCE_WIDE ->
                graph.task(task, Reductions::wide, context, cursor, slot, table, f(arrays, 0), f(arrays, 1));
            case REDUCE_NARROW ->
                graph.task(task, Reductions::narrow, context, cursor, slot, table, f(arrays, 0), f(arrays, 1));
            case GEMM ->
                graph.task(
                        task,
                        Gemm::multiply,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2),
                        f(arrays, 3),
                        tile / Gemm.GROUP);
            case TO_HALF ->
                graph.task(
                        task, Staging::toHalf, context, cursor, slot, table, f(arrays, 0), (HalfFloatArray) arrays[1]);
            case FINISH ->
                graph.task(
                        task, Staging::finish, context, cursor, slot, table, f(arrays, 0), f(arrays, 1), f(arrays, 2));
            case TENSOR_CORES ->
                graph.task(
                        task,
                        TensorCores::multiply,
                        context,
                        cursor,
                        slot,
                        table,
                        (HalfFloatArray) arrays[0],
                        (HalfFloatArray) arrays[1],
                        f(arrays, 2));
            case FROM_HALF ->
                graph.task(
                        task,
                        Staging::fromHalf,
                        context,
                        cursor,
                        slot,
                        table,
                        (HalfFloatArray) arrays[0],
                        f(arrays, 1));
            case CUBLAS, CUDNN -> throw new IllegalStateException(this + " is no kernel");
            case GATE -> graph.task(task, Gates::forward, context, cursor, slot, table, f(arrays, 0));
            case GATE_BACKWARD -> graph.task(task, Gates::backward, context, cursor, slot, table, f(arrays, 0));
            case ATTENTION_QUERIES ->
                graph.task(task, AttentionBackwardKernel::queries, context, cursor, slot, table, f(arrays, 0));
            case ATTENTION_KEYS ->
                graph.task(task, AttentionBackwardKernel::keys, context, cursor, slot, table, f(arrays, 0));
            case GATHER ->
                graph.task(
                        task, Indexed::gather, context, cursor, slot, table, f(arrays, 0), i(arrays, 1), f(arrays, 2));
            case SCATTER_ADD ->
                graph.task(
                        task,
                        Indexed::scatterAdd,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        i(arrays, 1),
                        f(arrays, 2));
            case SOFTMAX -> graph.task(task, Rows::softmax, context, cursor, slot, table, f(arrays, 0), f(arrays, 1));
            case LAYER_NORM ->
                graph.task(
                        task,
                        Rows::layerNorm,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2),
                        f(arrays, 3));
            case LAYER_NORM_BACKWARD ->
                graph.task(
                        task,
                        Rows::layerNormBackward,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2));
            case AFFINE -> graph.task(task, Rows::affine, context, cursor, slot, table, f(arrays, 0), f(arrays, 1));
            case ATTENTION ->
                graph.task(
                        task,
                        AttentionKernel::forward,
                        context,
                        cursor,
                        slot,
                        table,
                        f(arrays, 0),
                        f(arrays, 1),
                        f(arrays, 2),
                        f(arrays, 3));
        }
    }

    private static FloatArray f(Object[] arrays, int index) {
        return (FloatArray) arrays[index];
    }

    private static IntArray i(Object[] arrays, int index) {
        return (IntArray) arrays[index];
    }
}
