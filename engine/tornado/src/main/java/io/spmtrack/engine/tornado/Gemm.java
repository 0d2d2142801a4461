package io.spmtrack.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Matrix products {@code C = residual + factor · activation(Σ A_s · B_s + bias)}, each group a tile of 64 x 64 results, each
 * work-item 4 x 4 of them in registers, tiles of 16 along the inner axis in local memory. Any strides. One launch may do
 * {@link Parts several}.
 *
 * <p>Words: rows, columns; number of products s; offset, row and column stride of C; offset (or −1) and stride of the bias; the
 * activation's code; offset (or −1), row and column stride of the values before the activation; offset (or −1) and stride of
 * the factor; offset (or −1), row and column stride of the residual; rank of the batch axes; for each its size and strides (A,
 * B, C, before, residual); for each product its inner size and offset, row and column stride of A and of B. Bias and factor
 * lie in one slab, all of C, before and residual in another.
 */
final class Gemm {
    /** Results of a group along each axis. */
    static final int TILE = 64;

    /** Work-items of a group along each axis. */
    static final int GROUP = 16;

    private static final int INNER = 16;
    /** From one step along the inner axis to the next; odd, so that work-items that write neighbouring steps meet different banks. */
    private static final int STEP = TILE + 1;

    private static final int SIDE = INNER * STEP;

    private Gemm() {}

    static void multiply(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray a,
            FloatArray b,
            FloatArray bias,
            FloatArray c) {
        float[] left = context.allocateFloatLocalArray(SIDE);
        float[] right = context.allocateFloatLocalArray(SIDE);
        int start = cursor.get(slot);
        int part = Parts.of(table, start, context.groupIdx);
        int d = Parts.words(table, start, part);
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = ty * GROUP + tx;
        int rows = table.get(d);
        int columns = table.get(d + 1);
        int products = table.get(d + 2);
        int tile = context.groupIdx - Parts.first(table, start, part);
        int wide = (columns + TILE - 1) / TILE;
        int high = (rows + TILE - 1) / TILE;
        if (products == 0) {
            wide = 1;
            high = 1;
        }
        int band = tile / wide;
        int column0 = (tile - band * wide) * TILE;
        int rest = band / high;
        int row0 = (band - rest * high) * TILE;
        int aBatch = 0;
        int bBatch = 0;
        int cAt = table.get(d + 3);
        int beforeAt = table.get(d + 9);
        int residualAt = table.get(d + 14);
        int axes = table.get(d + 17);
        int entry = d + 18;
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
        float c00 = 0;
        float c01 = 0;
        float c02 = 0;
        float c03 = 0;
        float c10 = 0;
        float c11 = 0;
        float c12 = 0;
        float c13 = 0;
        float c20 = 0;
        float c21 = 0;
        float c22 = 0;
        float c23 = 0;
        float c30 = 0;
        float c31 = 0;
        float c32 = 0;
        float c33 = 0;
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
            int aShift = aColumn == 1 ? 4 : 6;
            int bShift = bRow == 1 ? 4 : 6;
            for (int k0 = 0; k0 < inner; k0 += INNER) {
                for (int quarter = 0; quarter < 4; quarter++) {
                    int i = quarter * 256 + t;
                    int upper = i >> aShift;
                    int lower = i - (upper << aShift);
                    int k = aColumn == 1 ? lower : upper;
                    int line = aColumn == 1 ? upper : lower;
                    float value = 0;
                    if (k0 + k < inner && row0 + line < rows) {
                        value = a.get(aAt + (row0 + line) * aRow + (k0 + k) * aColumn);
                    }
                    left[k * STEP + line] = value;
                }
                for (int quarter = 0; quarter < 4; quarter++) {
                    int i = quarter * 256 + t;
                    int upper = i >> bShift;
                    int lower = i - (upper << bShift);
                    int k = bRow == 1 ? lower : upper;
                    int line = bRow == 1 ? upper : lower;
                    float value = 0;
                    if (k0 + k < inner && column0 + line < columns) {
                        value = b.get(bAt + (k0 + k) * bRow + (column0 + line) * bColumn);
                    }
                    right[k * STEP + line] = value;
                }
                context.localBarrier();
                for (int k = 0; k < INNER; k++) {
                    int l = k * STEP + ty * 4;
                    int r = k * STEP + tx;
                    float a0 = left[l];
                    float a1 = left[l + 1];
                    float a2 = left[l + 2];
                    float a3 = left[l + 3];
                    float b0 = right[r];
                    float b1 = right[r + 16];
                    float b2 = right[r + 32];
                    float b3 = right[r + 48];
                    c00 += a0 * b0;
                    c01 += a0 * b1;
                    c02 += a0 * b2;
                    c03 += a0 * b3;
                    c10 += a1 * b0;
                    c11 += a1 * b1;
                    c12 += a1 * b2;
                    c13 += a1 * b3;
                    c20 += a2 * b0;
                    c21 += a2 * b1;
                    c22 += a2 * b2;
                    c23 += a2 * b3;
                    c30 += a3 * b0;
                    c31 += a3 * b1;
                    c32 += a3 * b2;
                    c33 += a3 * b3;
                }
                context.localBarrier();
            }
        }
        int row = row0 + ty * 4;
        int column = column0 + tx;
        store(table, d, bias, c, cAt, beforeAt, residualAt, row, column, c00);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row, column + 16, c01);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row, column + 32, c02);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row, column + 48, c03);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 1, column, c10);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 1, column + 16, c11);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 1, column + 32, c12);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 1, column + 48, c13);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 2, column, c20);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 2, column + 16, c21);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 2, column + 32, c22);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 2, column + 48, c23);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 3, column, c30);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 3, column + 16, c31);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 3, column + 32, c32);
        store(table, d, bias, c, cAt, beforeAt, residualAt, row + 3, column + 48, c33);
    }

    private static void store(
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
        if (row < table.get(d) && column < table.get(d + 1)) {
            float value = sum;
            int biasAt = table.get(d + 6);
            if (biasAt >= 0) {
                value += bias.get(biasAt + column * table.get(d + 7));
            }
            if (table.get(d + 9) >= 0) {
                c.set(beforeAt + row * table.get(d + 10) + column * table.get(d + 11), value);
            }
            value = Functions.activation(table.get(d + 8), value);
            int factorAt = table.get(d + 12);
            if (factorAt >= 0) {
                value *= bias.get(factorAt + column * table.get(d + 13));
            }
            if (table.get(d + 14) >= 0) {
                value += c.get(residualAt + row * table.get(d + 15) + column * table.get(d + 16));
            }
            c.set(cAt + row * table.get(d + 4) + column * table.get(d + 5), value);
        }
    }
}
