package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Matrix products {@code C = residual + factor · activation(Σ A_s · B_s + bias)}, each group a square tile of results, each
 * work-item {@code span × span} of them in registers, steps of 16 along the inner axis in local memory. Any strides. One launch may
 * do {@link CallList several}. The span is a constant of the compiled kernel, so its loops are unrolled there; every sum has the same
 * order whatever the tile.
 *
 * <p>Words: rows, columns; number of products s; offset, row and column stride of C; offset (or −1) and stride of the bias; the
 * activation's code; offset (or −1), row and column stride of the values before the activation; offset (or −1) and stride of
 * the factor; offset (or −1), row and column stride of the residual; rank of the batch axes; for each its size and strides (A,
 * B, C, before, residual); for each product its inner size and offset, row and column stride of A and of B. Bias and factor
 * lie in one slab, all of C, before and residual in another.
 */
public final class Gemm {
    /** Work-items of a group along each axis. */
    public static final int GROUP = 16;

    private static final int INNER = 16;

    /** Places among the words, by which the lowering hands them over; where a stride or two follow, of the offset. {@link Staging#finish}
     * has one of its own in place of the batch. */
    public static final int ROWS = 0;

    public static final int COLUMNS = 1;

    public static final int PRODUCTS = 2;

    public static final int RESULT = 3;

    public static final int BIAS = 6;

    public static final int ACTIVATION = 8;

    public static final int BEFORE = 9;

    public static final int FACTOR = 12;

    public static final int RESIDUAL = 14;

    public static final int BATCH_RANK = 17;

    public static final int AXES = 18;

    public static final int STORED_ROW = 17;

    private Gemm() {}

    public static void multiply(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray a,
            FloatArray b,
            FloatArray bias,
            FloatArray c,
            int span) {
        int size = span * GROUP;
        // From one step along the inner axis to the next: odd, so that writers of neighbouring steps meet different
        // banks.
        int stride = size + 1;
        float[] left = context.allocateFloatLocalArray(INNER * stride);
        float[] right = context.allocateFloatLocalArray(INNER * stride);
        float[] sums = new float[span * span];
        float[] x = new float[span];
        float[] y = new float[span];
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = ty * GROUP + tx;
        int rows = table.get(d + ROWS);
        int columns = table.get(d + COLUMNS);
        int products = table.get(d + PRODUCTS);
        int tile = context.groupIdx - CallList.first(table, start, call);
        int wide = (columns + size - 1) / size;
        int high = (rows + size - 1) / size;
        if (products == 0) {
            wide = 1;
            high = 1;
        }
        int band = tile / wide;
        int column0 = (tile - band * wide) * size;
        int rest = band / high;
        int row0 = (band - rest * high) * size;
        int aBatch = 0;
        int bBatch = 0;
        int cAt = table.get(d + RESULT);
        int beforeAt = table.get(d + BEFORE);
        int residualAt = table.get(d + RESIDUAL);
        int axes = table.get(d + BATCH_RANK);
        int entry = d + AXES;
        for (int axis = 0; axis < axes; axis++) {
            int next = rest / table.get(entry);
            int index = rest - next * table.get(entry);
            aBatch += index * table.get(entry + 1);
            bBatch += index * table.get(entry + 2);
            cAt += index * table.get(entry + 3);
            beforeAt += index * table.get(entry + 4);
            residualAt += index * table.get(entry + 5);
            rest = next;
            entry += 6;
        }
        for (int i = 0; i < span * span; i++) {
            sums[i] = 0;
        }
        for (int product = 0; product < products; product++) {
            int inner = table.get(entry);
            int aAt = table.get(entry + 1) + aBatch;
            int aRow = table.get(entry + 2);
            int aColumn = table.get(entry + 3);
            int bAt = table.get(entry + 4) + bBatch;
            int bRow = table.get(entry + 5);
            int bColumn = table.get(entry + 6);
            entry += 7;
            // Neighbouring work-items read along the axis whose stride is 1.
            for (int k0 = 0; k0 < inner; k0 += INNER) {
                for (int piece = 0; piece < span; piece++) {
                    int i = piece * GROUP * GROUP + t;
                    int upper = aColumn == 1 ? i / INNER : i / size;
                    int lower = aColumn == 1 ? i - upper * INNER : i - upper * size;
                    int k = aColumn == 1 ? lower : upper;
                    int line = aColumn == 1 ? upper : lower;
                    float value = 0;
                    if (k0 + k < inner && row0 + line < rows) {
                        value = a.get(aAt + (row0 + line) * aRow + (k0 + k) * aColumn);
                    }
                    left[k * stride + line] = value;
                }
                for (int piece = 0; piece < span; piece++) {
                    int i = piece * GROUP * GROUP + t;
                    int upper = bRow == 1 ? i / INNER : i / size;
                    int lower = bRow == 1 ? i - upper * INNER : i - upper * size;
                    int k = bRow == 1 ? lower : upper;
                    int line = bRow == 1 ? upper : lower;
                    float value = 0;
                    if (k0 + k < inner && column0 + line < columns) {
                        value = b.get(bAt + (k0 + k) * bRow + (column0 + line) * bColumn);
                    }
                    right[k * stride + line] = value;
                }
                context.localBarrier();
                for (int k = 0; k < INNER; k++) {
                    for (int i = 0; i < span; i++) {
                        x[i] = left[k * stride + ty * span + i];
                        y[i] = right[k * stride + tx + i * GROUP];
                    }
                    for (int i = 0; i < span; i++) {
                        for (int j = 0; j < span; j++) {
                            sums[i * span + j] += x[i] * y[j];
                        }
                    }
                }
                context.localBarrier();
            }
        }
        for (int i = 0; i < span; i++) {
            for (int j = 0; j < span; j++) {
                int row = row0 + ty * span + i;
                int column = column0 + tx + j * GROUP;
                store(table, d, bias, c, cAt, beforeAt, residualAt, row, column, sums[i * span + j]);
            }
        }
    }

    static void store(
            IntArray table,
            int d,
            FloatArray bias,
            FloatArray c,
            int cAt,
            int beforeAt,
            int residualAt,
            int row,
            int column,
            float sum) {
        if (row < table.get(d + ROWS) && column < table.get(d + COLUMNS)) {
            float value = sum;
            int biasAt = table.get(d + BIAS);
            if (biasAt >= 0) {
                value += bias.get(biasAt + column * table.get(d + BIAS + 1));
            }
            if (table.get(d + BEFORE) >= 0) {
                c.set(beforeAt + row * table.get(d + BEFORE + 1) + column * table.get(d + BEFORE + 2), value);
            }
            value = Functions.activation(table.get(d + ACTIVATION), value);
            int factorAt = table.get(d + FACTOR);
            if (factorAt >= 0) {
                value *= bias.get(factorAt + column * table.get(d + FACTOR + 1));
            }
            if (table.get(d + RESIDUAL) >= 0) {
                value += c.get(residualAt + row * table.get(d + RESIDUAL + 1) + column * table.get(d + RESIDUAL + 2));
            }
            c.set(cAt + row * table.get(d + RESULT + 1) + column * table.get(d + RESULT + 2), value);
        }
    }
}
