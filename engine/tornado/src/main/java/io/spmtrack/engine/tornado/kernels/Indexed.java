package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Rows of a table by index. Words: number of indices, elements of a row, rows of the table, its stride, offsets of table,
 * indices and rows, ranks of the index axes and of a row's axes, then size and strides (indices, rows) of each index axis and
 * size and strides (table, rows) of each axis of a row. An index outside the table is told by the first element of the integers.
 */
public final class Indexed {
    /** Work-items of a group. */
    static final int GROUP = 128;

    /** Places among the words, by which the lowering hands them over. */
    public static final int COUNT = 0;

    public static final int WIDTH = 1;

    public static final int TABLE_ROWS = 2;

    public static final int TABLE_STRIDE = 3;

    public static final int TABLE = 4;

    public static final int INDICES = 5;

    public static final int ROWS = 6;

    public static final int INDEX_RANK = 7;

    public static final int ROW_RANK = 8;

    public static final int AXES = 9;

    private Indexed() {}

    public static void gather(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray x,
            IntArray integers,
            FloatArray y) {
        int d = cursor.get(slot);
        int width = table.get(d + WIDTH);
        int item = context.globalIdx;
        if (item < table.get(d + COUNT) * width) {
            int position = item / width;
            int indexAt = table.get(d + INDICES);
            int yAt = table.get(d + ROWS);
            int entry = d + AXES;
            int rest = position;
            for (int axis = 0; axis < table.get(d + INDEX_RANK); axis++) {
                int next = rest / table.get(entry);
                int step = rest - next * table.get(entry);
                indexAt += step * table.get(entry + 1);
                yAt += step * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            int xAt = table.get(d + TABLE);
            rest = item - position * width;
            for (int axis = 0; axis < table.get(d + ROW_RANK); axis++) {
                int next = rest / table.get(entry);
                int step = rest - next * table.get(entry);
                xAt += step * table.get(entry + 1);
                yAt += step * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            int index = integers.get(indexAt);
            if (index >= 0 && index < table.get(d + TABLE_ROWS)) {
                y.set(yAt, x.get(xAt + index * table.get(d + TABLE_STRIDE)));
            } else {
                integers.set(0, d);
            }
        }
    }

    /** Adds rows to zeros; a work-item for each element of the table looks through all indices, so sums keep their order. */
    public static void scatterAdd(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray x,
            IntArray integers,
            FloatArray y) {
        int d = cursor.get(slot);
        int width = table.get(d + WIDTH);
        int item = context.globalIdx;
        if (item < table.get(d + TABLE_ROWS) * width) {
            int row = item / width;
            int entry = d + AXES + 3 * table.get(d + INDEX_RANK);
            int xAt = table.get(d + ROWS);
            int yAt = table.get(d + TABLE) + row * table.get(d + TABLE_STRIDE);
            int rest = item - row * width;
            for (int axis = 0; axis < table.get(d + ROW_RANK); axis++) {
                int next = rest / table.get(entry);
                int step = rest - next * table.get(entry);
                yAt += step * table.get(entry + 1);
                xAt += step * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            float sum = 0;
            for (int position = 0; position < table.get(d + COUNT); position++) {
                int indexAt = table.get(d + INDICES);
                int from = xAt;
                int left = position;
                int axes = d + AXES;
                for (int axis = 0; axis < table.get(d + INDEX_RANK); axis++) {
                    int next = left / table.get(axes);
                    int step = left - next * table.get(axes);
                    indexAt += step * table.get(axes + 1);
                    from += step * table.get(axes + 2);
                    left = next;
                    axes += 3;
                }
                int index = integers.get(indexAt);
                if (index == row) {
                    sum += x.get(from);
                }
                if (index < 0 || index >= table.get(d + TABLE_ROWS)) {
                    integers.set(0, d);
                }
            }
            y.set(yAt, sum);
        }
    }
}
