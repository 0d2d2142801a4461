package io.spmtrack.engine.cpu;

import io.spmtrack.engine.Layout;
import java.lang.foreign.MemorySegment;

/** Tokens of each head, {@code [B, N, H, d]} in any layout; strides in bytes. */
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

    /** Byte position of the first element of a row; {@code head} counts through batch and heads. */
    long at(int head, int row) {
        return offset + head / heads * batchStride + head % heads * headStride + row * rowStride;
    }

    /** Packs rows from {@code first} as strips, the width is the depth. */
    void strips(int head, int first, int count, float[] to, int toAt) {
        Pack.strips(data, at(head, first), rowStride, columnStride, count, width, to, toAt);
    }

    /** Packs the transpose of rows from {@code first} as strips, the rows are the depth. */
    void transposedStrips(int head, int first, int count, float[] to, int toAt) {
        Pack.strips(data, at(head, first), columnStride, rowStride, width, count, to, toAt);
    }

    /** Packs the transpose of rows from {@code first} as a panel {@code [width][COLUMNS]}. */
    void transposedPanel(int head, int first, int count, MemorySegment to, long toAt, long scratch) {
        Pack.panel(data, at(head, first), columnStride, rowStride, width, count, to, toAt, to, scratch);
    }

    /** Writes {@code [width][COLUMNS]} in {@code from} to rows from {@code first}. */
    void writeTransposed(int head, int first, int count, MemorySegment from, long fromAt) {
        for (int row = 0; row < count; row++) {
            long target = at(head, first + row);
            for (int i = 0; i < width; i++) {
                float value = from.get(Lanes.FLOAT, fromAt + 4L * i * Tile.COLUMNS + 4L * row);
                data.set(Lanes.FLOAT, target + i * columnStride, value);
            }
        }
    }
}
