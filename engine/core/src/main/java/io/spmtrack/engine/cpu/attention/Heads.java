package io.spmtrack.engine.cpu.attention;

import static io.spmtrack.engine.cpu.product.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.cpu.product.Pack;
import io.spmtrack.engine.cpu.product.Zip;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Tokens of each head, {@code [B, N, H, d]} in any layout, and their packed forms; strides in bytes. Rows that are contiguous
 * and at least a vector wide are packed by vectors: the last vector of a row overlaps the one before it.
 */
record Heads(
        MemorySegment data,
        long offset,
        long batchStride,
        long rowStride,
        long headStride,
        long columnStride,
        int batch,
        int rows,
        int heads,
        int width) {
    static Heads of(Operand operand) {
        Layout layout = operand.layout();
        return new Heads(
                operand.data(),
                layout.offset() << 2,
                layout.stride(0) << 2,
                layout.stride(1) << 2,
                layout.stride(2) << 2,
                layout.stride(3) << 2,
                layout.shape().size(0),
                layout.shape().size(1),
                layout.shape().size(2),
                layout.shape().size(3));
    }

    /** Bytes of scratch for {@link #transposedPanel} and {@link #writeTransposed}. */
    static long scratch(int width) {
        return Zip.SCRATCH + 4L * COLUMNS * Math.max(width, L);
    }

    /** Byte position of the first element of a row; {@code head} counts through batch and heads. */
    long at(int head, int row) {
        return offset + head / heads * batchStride + head % heads * headStride + row * rowStride;
    }

    private boolean byVectors() {
        return columnStride == 4 && width >= L && width % 4 == 0;
    }

    /** Packs rows from {@code first} as strips, the width is the depth. */
    void strips(int head, int first, int count, float[] to, int toAt) {
        Pack.strips(data, at(head, first), rowStride, columnStride, count, width, to, toAt);
    }

    /** Packs the transpose of rows from {@code first} as strips, the rows are the depth. */
    void transposedStrips(int head, int first, int count, float[] to, int toAt) {
        Pack.strips(data, at(head, first), columnStride, rowStride, width, count, to, toAt);
    }

    /**
     * Packs the transpose of rows from {@code first} as a panel {@code [width][COLUMNS]}; missing columns repeat the last row,
     * so that whatever is computed of them is as finite as the rest.
     */
    void transposedPanel(int head, int first, int count, MemorySegment to, long toAt, long scratch) {
        if (count == COLUMNS && byVectors()) {
            columns(data, at(head, first), rowStride, to, toAt, scratch);
            return;
        }
        for (int column = 0; column < COLUMNS; column++) {
            long at = at(head, first + Math.min(column, count - 1));
            copy(data, at, columnStride, to, scratch + 4L * column * width, 4, width);
        }
        if (width >= L) {
            columns(to, scratch, 4L * width, to, toAt, scratch + 4L * COLUMNS * width);
            return;
        }
        for (int i = 0; i < width; i++) {
            for (int column = 0; column < COLUMNS; column++) {
                float value = to.get(FLOAT, scratch + 4L * column * width + 4L * i);
                to.set(FLOAT, toAt + 4L * i * COLUMNS + 4L * column, value);
            }
        }
    }

    // COLUMNS contiguous rows of at least a vector become columns.
    private void columns(MemorySegment from, long at, long stride, MemorySegment to, long toAt, long scratch) {
        for (int lanes = 0; lanes < COLUMNS; lanes += L) {
            for (int column = 0; column < width; column += L) {
                int begin = Math.min(column, width - L);
                Zip.block(
                        from,
                        at + lanes * stride + 4L * begin,
                        stride,
                        to,
                        scratch,
                        to,
                        toAt + 4L * begin * COLUMNS + 4L * lanes,
                        4L * COLUMNS);
            }
        }
    }

    /** Packs columns from {@code column} of rows from {@code first} as a square panel {@code [COLUMNS][COLUMNS]}, padded with zeros. */
    void panel(int head, int first, int count, int column, MemorySegment to, long toAt) {
        int columns = Math.min(COLUMNS, width - column);
        for (int row = 0; row < COLUMNS; row++) {
            long target = toAt + 4L * row * COLUMNS;
            if (row >= count || columns < COLUMNS) {
                AttentionKernel.clear(to, target, COLUMNS);
            }
            if (row < count) {
                copy(data, at(head, first + row) + column * columnStride, columnStride, to, target, 4, columns);
            }
        }
    }

    /** Writes {@code [rows][COLUMNS]} to columns from {@code column} of the first rows. */
    void writePanel(int head, int count, int column, MemorySegment from, long fromAt) {
        int columns = Math.min(COLUMNS, width - column);
        for (int row = 0; row < count; row++) {
            long target = at(head, row) + column * columnStride;
            copy(from, fromAt + 4L * row * COLUMNS, 4, data, target, columnStride, columns);
        }
    }

    private static void copy(
            MemorySegment from, long at, long step, MemorySegment to, long toAt, long toStep, int count) {
        int i = 0;
        if (step == 4 && toStep == 4) {
            for (; i + L <= count; i += L) {
                FloatVector.fromMemorySegment(F, from, at + 4L * i, ORDER).intoMemorySegment(to, toAt + 4L * i, ORDER);
            }
            if (i < count) {
                VectorMask<Float> rest = Lanes.first(count - i);
                FloatVector.fromMemorySegment(F, from, at + 4L * i, ORDER, rest)
                        .intoMemorySegment(to, toAt + 4L * i, ORDER, rest);
            }
            return;
        }
        for (; i < count; i++) {
            to.set(FLOAT, toAt + i * toStep, from.get(FLOAT, at + i * step));
        }
    }

    /** The inner product of one row with that of another operand of the same shape. */
    float product(int head, int row, Heads other) {
        long a = at(head, row);
        long b = other.at(head, row);
        if (columnStride != 4 || other.columnStride != 4) {
            float product = 0;
            for (int i = 0; i < width; i++) {
                float left = data.get(FLOAT, a + i * columnStride);
                product = Math.fma(left, other.data.get(FLOAT, b + i * other.columnStride), product);
            }
            return product;
        }
        FloatVector products = FloatVector.broadcast(F, 0);
        int i = 0;
        for (; i + L <= width; i += L) {
            products = FloatVector.fromMemorySegment(F, data, a + 4L * i, ORDER)
                    .fma(FloatVector.fromMemorySegment(F, other.data, b + 4L * i, ORDER), products);
        }
        if (i < width) {
            VectorMask<Float> rest = Lanes.first(width - i);
            products = FloatVector.fromMemorySegment(F, data, a + 4L * i, ORDER, rest)
                    .fma(FloatVector.fromMemorySegment(F, other.data, b + 4L * i, ORDER, rest), products);
        }
        return Lanes.sum(products);
    }

    /** Writes {@code [width][COLUMNS]} in {@code from} to rows from {@code first}. */
    void writeTransposed(int head, int first, int count, MemorySegment from, long fromAt, long scratch) {
        if (!byVectors()) {
            for (int row = 0; row < count; row++) {
                long target = at(head, first + row);
                for (int i = 0; i < width; i++) {
                    float value = from.get(FLOAT, fromAt + 4L * i * COLUMNS + 4L * row);
                    data.set(FLOAT, target + i * columnStride, value);
                }
            }
            return;
        }
        for (int row = 0; row < count; row += L) {
            for (int column = 0; column < width; column += L) {
                int begin = Math.min(column, width - L);
                long at = fromAt + 4L * begin * COLUMNS + 4L * row;
                long to = at(head, first + row) + 4L * begin;
                if (row + L <= count) {
                    Zip.block(from, at, 4L * COLUMNS, from, scratch, data, to, rowStride);
                } else {
                    Zip.block(from, at, 4L * COLUMNS, from, scratch, from, scratch + Zip.SCRATCH, BYTES);
                    copyRows(from, scratch + Zip.SCRATCH, to, count - row);
                }
            }
        }
    }

    private void copyRows(MemorySegment from, long at, long to, int count) {
        for (int row = 0; row < count; row++) {
            FloatVector.fromMemorySegment(F, from, at + (long) row * BYTES, ORDER)
                    .intoMemorySegment(data, to + row * rowStride, ORDER);
        }
    }
}
