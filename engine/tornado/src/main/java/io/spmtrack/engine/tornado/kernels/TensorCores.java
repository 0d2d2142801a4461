package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.MMAShape;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Products of matrices of 16-bit floats with 32-bit sums by NVIDIA's tensor cores, on TornadoVM's CUDA and PTX backends. A group
 * takes 64 x 64 results, each of its four warps 32 x 32 of them in eight fragments of 16 x 8, 32 steps along the inner axis in local
 * memory. Factors have any strides; behind their edges lie zeros. The product has whole tiles.
 *
 * <p>Words: rows, columns, inner size; row stride and inner stride of the left factor; inner stride and column stride of the right one;
 * columns of the product. Every array starts with its first element.
 */
public final class TensorCores {
    /** Work-items of a group: four warps. */
    static final int ITEMS = 128;

    /** Results of a group along each axis. */
    public static final int TILE = 64;

    private static final int WARP = 32;

    /** What one fragment takes of the inner axis, and the words that hold it: pairs of 16-bit floats. */
    private static final int STEP = 16;

    private static final int PAIRS = STEP / 2;
    /** Words of one step of either factor. */
    private static final int WORDS = TILE * PAIRS;
    /** Bytes of one step of either factor, of 16 rows of the left one, of 8 columns of the right one. */
    private static final int STEP_BYTES = 4 * WORDS;

    private static final int ROWS_BYTES = 16 * STEP * 2;
    private static final int COLUMNS_BYTES = 8 * STEP * 2;
    /** Words of 8 columns of the right factor: for each of the 16 along the inner axis four pairs of neighbouring columns. */
    private static final int COLUMNS_WORDS = COLUMNS_BYTES / 4;

    /** Places among the words, by which the lowering hands them over. */
    public static final int ROWS = 0;

    public static final int COLUMNS = 1;

    public static final int INNER = 2;

    public static final int LEFT_ROW = 3;

    public static final int LEFT_STEP = 4;

    public static final int RIGHT_STEP = 5;

    public static final int RIGHT_COLUMN = 6;

    public static final int STORED_ROW = 7;

    private TensorCores() {}

    public static void multiply(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            HalfFloatArray left,
            HalfFloatArray right,
            FloatArray product) {
        int[] a = context.allocateIntLocalArray(2 * WORDS);
        int[] b = context.allocateIntLocalArray(2 * WORDS);
        int d = cursor.get(slot);
        int rows = table.get(d + ROWS);
        int columns = table.get(d + COLUMNS);
        int inner = table.get(d + INNER);
        int leftRow = table.get(d + LEFT_ROW);
        int leftStep = table.get(d + LEFT_STEP);
        int rightStep = table.get(d + RIGHT_STEP);
        int rightColumn = table.get(d + RIGHT_COLUMN);
        int stored = table.get(d + STORED_ROW);
        int wide = (stored + TILE - 1) / TILE;
        if (wide == 0) {
            wide = 1;
        }
        int t = context.localIdx;
        int tile = context.groupIdx;
        int band = tile / wide;
        int row0 = band * TILE;
        int column0 = (tile - band * wide) * TILE;
        int warp = t / WARP;
        int warpRow = warp / 2;
        int warpColumn = warp - warpRow * 2;
        int aAt = warpRow * 2 * ROWS_BYTES;
        int bAt = warpColumn * 4 * COLUMNS_BYTES;
        float[] c00 = context.mmaFragment(0);
        float[] c01 = context.mmaFragment(0);
        float[] c02 = context.mmaFragment(0);
        float[] c03 = context.mmaFragment(0);
        float[] c10 = context.mmaFragment(0);
        float[] c11 = context.mmaFragment(0);
        float[] c12 = context.mmaFragment(0);
        float[] c13 = context.mmaFragment(0);
        for (int k0 = 0; k0 < inner; k0 += 2 * STEP) {
            // Neighbouring work-items read along the axis whose stride is 1.
            for (int i = t; i < 2 * WORDS; i += ITEMS) {
                int line = leftStep == 1 ? i / (2 * PAIRS) : i - i / TILE * TILE;
                int pair = leftStep == 1 ? i - line * 2 * PAIRS : i / TILE;
                int k = k0 + 2 * pair;
                int at = (row0 + line) * leftRow + k * leftStep;
                int low = 0;
                int high = 0;
                if (row0 + line < rows && k < inner) {
                    low = left.get(at).getHalfFloatValue() & 0xffff;
                }
                if (row0 + line < rows && k + 1 < inner) {
                    high = left.get(at + leftStep).getHalfFloatValue() & 0xffff;
                }
                int step = pair / PAIRS;
                a[step * WORDS + line * PAIRS + pair - step * PAIRS] = low | (high << 16);
            }
            for (int i = t; i < 2 * WORDS; i += ITEMS) {
                int k = rightStep == 1 ? i - i / (2 * STEP) * 2 * STEP : i / (TILE / 2);
                int pair = rightStep == 1 ? i / (2 * STEP) : i - k * (TILE / 2);
                int column = column0 + 2 * pair;
                int at = (k0 + k) * rightStep + column * rightColumn;
                int low = 0;
                int high = 0;
                if (k0 + k < inner && column < columns) {
                    low = right.get(at).getHalfFloatValue() & 0xffff;
                }
                if (k0 + k < inner && column + 1 < columns) {
                    high = right.get(at + rightColumn).getHalfFloatValue() & 0xffff;
                }
                int step = k / STEP;
                int eight = pair / 4;
                b[step * WORDS + eight * COLUMNS_WORDS + (k - step * STEP) * 4 + pair - eight * 4] = low | (high << 16);
            }
            context.localBarrier();
            HalfFloat[] a0 = context.mmaLoadA(a, STEP, aAt);
            HalfFloat[] a1 = context.mmaLoadA(a, STEP, aAt + ROWS_BYTES);
            HalfFloat[] b0 = context.mmaLoadB(b, STEP, bAt);
            HalfFloat[] b1 = context.mmaLoadB(b, STEP, bAt + COLUMNS_BYTES);
            HalfFloat[] b2 = context.mmaLoadB(b, STEP, bAt + 2 * COLUMNS_BYTES);
            HalfFloat[] b3 = context.mmaLoadB(b, STEP, bAt + 3 * COLUMNS_BYTES);
            c00 = context.mma(a0, b0, c00, MMAShape.M16N8K16);
            c01 = context.mma(a0, b1, c01, MMAShape.M16N8K16);
            c02 = context.mma(a0, b2, c02, MMAShape.M16N8K16);
            c03 = context.mma(a0, b3, c03, MMAShape.M16N8K16);
            c10 = context.mma(a1, b0, c10, MMAShape.M16N8K16);
            c11 = context.mma(a1, b1, c11, MMAShape.M16N8K16);
            c12 = context.mma(a1, b2, c12, MMAShape.M16N8K16);
            c13 = context.mma(a1, b3, c13, MMAShape.M16N8K16);
            HalfFloat[] a2 = context.mmaLoadA(a, STEP, aAt + STEP_BYTES);
            HalfFloat[] a3 = context.mmaLoadA(a, STEP, aAt + STEP_BYTES + ROWS_BYTES);
            HalfFloat[] b4 = context.mmaLoadB(b, STEP, bAt + STEP_BYTES);
            HalfFloat[] b5 = context.mmaLoadB(b, STEP, bAt + STEP_BYTES + COLUMNS_BYTES);
            HalfFloat[] b6 = context.mmaLoadB(b, STEP, bAt + STEP_BYTES + 2 * COLUMNS_BYTES);
            HalfFloat[] b7 = context.mmaLoadB(b, STEP, bAt + STEP_BYTES + 3 * COLUMNS_BYTES);
            c00 = context.mma(a2, b4, c00, MMAShape.M16N8K16);
            c01 = context.mma(a2, b5, c01, MMAShape.M16N8K16);
            c02 = context.mma(a2, b6, c02, MMAShape.M16N8K16);
            c03 = context.mma(a2, b7, c03, MMAShape.M16N8K16);
            c10 = context.mma(a3, b4, c10, MMAShape.M16N8K16);
            c11 = context.mma(a3, b5, c11, MMAShape.M16N8K16);
            c12 = context.mma(a3, b6, c12, MMAShape.M16N8K16);
            c13 = context.mma(a3, b7, c13, MMAShape.M16N8K16);
            context.localBarrier();
        }
        int row = row0 + warpRow * 32;
        int column = column0 + warpColumn * 32;
        context.mmaStore(c00, product, row, column, stored);
        context.mmaStore(c01, product, row, column + 8, stored);
        context.mmaStore(c02, product, row, column + 16, stored);
        context.mmaStore(c03, product, row, column + 24, stored);
        context.mmaStore(c10, product, row + 16, column, stored);
        context.mmaStore(c11, product, row + 16, column + 8, stored);
        context.mmaStore(c12, product, row + 16, column + 16, stored);
        context.mmaStore(c13, product, row + 16, column + 24, stored);
    }
}
