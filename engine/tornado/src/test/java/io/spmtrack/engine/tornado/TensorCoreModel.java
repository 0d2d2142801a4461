package io.spmtrack.engine.tornado;

import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * What tensor cores do with fragments of 16 x 8 results and 16 steps, as NVIDIA's "PTX ISA" defines {@code ldmatrix} and
 * {@code mma.sync.aligned.m16n8k16}: which lane of a warp holds which elements, and the product that a warp computes together.
 */
final class TensorCoreModel {
    private static final int WARP = 32;
    private static final int ROWS = 16;
    private static final int COLUMNS = 8;
    private static final int STEP = 16;

    private final HalfFloat[][] lefts;
    private final HalfFloat[][] rights;

    TensorCoreModel(int lanes) {
        lefts = new HalfFloat[lanes][];
        rights = new HalfFloat[lanes][];
    }

    private static HalfFloat half(int[] words, int index) {
        return new HalfFloat((short) (words[index / 2] >> (16 * (index % 2))));
    }

    /** The lane's elements of 16 rows of {@code inner}, those of the upper 8 rows and the lower 8 columns first. */
    static HalfFloat[] left(int[] tile, int inner, int byteOffset, int lane) {
        HalfFloat[] fragment = new HalfFloat[8];
        for (int i = 0; i < fragment.length; i++) {
            fragment[i] = half(tile, byteOffset / 2 + leftRow(lane, i) * inner + leftStep(lane, i));
        }
        return fragment;
    }

    /** The lane's elements of 16 rows of 8 columns. */
    static HalfFloat[] right(int[] tile, int byteOffset, int lane) {
        HalfFloat[] fragment = new HalfFloat[4];
        for (int i = 0; i < fragment.length; i++) {
            fragment[i] = half(tile, byteOffset / 2 + rightStep(lane, i) * COLUMNS + lane % WARP / 4);
        }
        return fragment;
    }

    private static int leftRow(int lane, int i) {
        return lane % WARP / 4 + i / 2 % 2 * 8;
    }

    private static int leftStep(int lane, int i) {
        return lane % 4 * 2 + i % 2 + i / 4 * 8;
    }

    private static int rightStep(int lane, int i) {
        return lane % 4 * 2 + i % 2 + i / 2 * 8;
    }

    private static int row(int lane, int i) {
        return lane % WARP / 4 + i / 2 * 8;
    }

    private static int column(int lane, int i) {
        return lane % 4 * 2 + i % 2;
    }

    /** What a lane brings to the product of its warp. */
    void deposit(int lane, HalfFloat[] left, HalfFloat... right) {
        lefts[lane] = left;
        rights[lane] = right;
    }

    /** The lane's results, once all lanes of the warp have brought theirs. */
    float[] multiply(int lane, float... sums) {
        int warp = lane / WARP * WARP;
        float[][] a = new float[ROWS][STEP];
        float[][] b = new float[STEP][COLUMNS];
        for (int each = warp; each < warp + WARP; each++) {
            for (int i = 0; i < lefts[each].length; i++) {
                a[leftRow(each, i)][leftStep(each, i)] = value(lefts[each][i]);
            }
            for (int i = 0; i < rights[each].length; i++) {
                b[rightStep(each, i)][each % WARP / 4] = value(rights[each][i]);
            }
        }
        float[] results = sums.clone();
        for (int i = 0; i < results.length; i++) {
            for (int k = 0; k < STEP; k++) {
                results[i] += a[row(lane, i)][k] * b[k][column(lane, i)];
            }
        }
        return results;
    }

    private static float value(HalfFloat half) {
        return Float.float16ToFloat(half.getHalfFloatValue());
    }

    /** Writes the lane's results of a fragment whose first one belongs at a row and a column. */
    static void store(int lane, float[] sums, FloatArray to, int row, int column, int columns) {
        for (int i = 0; i < sums.length; i++) {
            to.set((row + row(lane, i)) * columns + column + column(lane, i), sums[i]);
        }
    }
}
