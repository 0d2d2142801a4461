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
        int width = table.get(d + 1);
        int item = context.globalIdx;
        if (item < table.get(d) * width) {
            int position = item / width;
            int indexAt = table.get(d + 5);
            int yAt = table.get(d + 6);
            int entry = d + 9;
            int rest = position;
            for (int axis = 0; axis < table.get(d + 7); axis++) {
                int next = rest / table.get(entry);
                int step = rest - next * table.get(entry);
                indexAt += step * table.get(entry + 1);
                yAt += step * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            int xAt = table.get(d + 4);
            rest = item - position * width;
            for (int axis = 0; axis < table.get(d + 8); axis++) {
                int next = rest / table.get(entry);
                int step = rest - next * table.get(entry);
                xAt += step * table.get(entry + 1);
                yAt += step * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            int index = integers.get(indexAt);
            if (index >= 0 && index < table.get(d + 2)) {
                y.set(yAt, x.get(xAt + index * table.get(d + 3)));
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
        int width = table.get(d + 1);
        int item = context.globalIdx;
        if (item < table.get(d + 2) * width) {
            int row = item / width;
            int entry = d + 9 + 3 * table.get(d + 7);
            int xAt = table.get(d + 6);
            int yAt = table.get(d + 4) + row * table.get(d + 3);
            int rest = item - row * width;
            for (int axis = 0; axis < table.get(d + 8); axis++) {
                int next = rest / table.get(entry);
                int step = rest - next * table.get(entry);
                yAt += step * table.get(entry + 1);
                xAt += step * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            float sum = 0;
            for (int position = 0; position < table.get(d); position++) {
                int indexAt = table.get(d + 5);
                int from = xAt;
                int left = position;
                int axes = d + 9;
                for (int axis = 0; axis < table.get(d + 7); axis++) {
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
                if (index < 0 || index >= table.get(d + 2)) {
                    integers.set(0, d);
                }
            }
            y.set(yAt, sum);
        }
    }
}
