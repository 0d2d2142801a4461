package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.product.Tile.STRIP;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;

import java.lang.foreign.MemorySegment;

/**
 * What {@link Tile} and {@link Zip} compute, without vectors and with the same bits; for the first calls, see {@link io.spmtrack.engine.cpu.vector.Beginning}.
 * Offsets and strides of segments are in bytes.
 */
final class Plain {
    private Plain() {}

    /** A tile of an even number of rows; arguments as for {@link Tile#multiply}, the panel has {@code vectors} vectors. */
    static void tile(
            int vectors,
            float[] a,
            int aAt,
            int aNext,
            MemorySegment b,
            long bAt,
            int depth,
            MemorySegment from,
            long fromAt,
            long fromRow,
            MemorySegment c,
            long cAt,
            long cRow,
            int rows) {
        int columns = vectors * L;
        for (int row = 0; row < rows; row += 2) {
            int strip = aAt + row / STRIP * aNext + row % STRIP;
            long start = fromAt + row * fromRow;
            long end = cAt + row * cRow;
            for (int column = 0; column < columns; column += 2) {
                long at = 4L * column;
                fourSums(a, strip, b, bAt + at, 4L * columns, depth, from, start + at, fromRow, c, end + at, cRow);
            }
        }
    }

    // Two rows by two columns: enough sums at once to hide the latency of an addition.
    private static void fourSums(
            float[] a,
            int aAt,
            MemorySegment b,
            long bAt,
            long bRow,
            int depth,
            MemorySegment from,
            long fromAt,
            long fromRow,
            MemorySegment c,
            long cAt,
            long cRow) {
        float c00 = from.get(FLOAT, fromAt);
        float c01 = from.get(FLOAT, fromAt + 4);
        float c10 = from.get(FLOAT, fromAt + fromRow);
        float c11 = from.get(FLOAT, fromAt + fromRow + 4);
        for (int p = 0; p < depth; p++) {
            float a0 = a[aAt + STRIP * p];
            float a1 = a[aAt + STRIP * p + 1];
            float b0 = b.get(FLOAT, bAt + p * bRow);
            float b1 = b.get(FLOAT, bAt + p * bRow + 4);
            c00 = Math.fma(a0, b0, c00);
            c01 = Math.fma(a0, b1, c01);
            c10 = Math.fma(a1, b0, c10);
            c11 = Math.fma(a1, b1, c11);
        }
        c.set(FLOAT, cAt, c00);
        c.set(FLOAT, cAt + 4, c01);
        c.set(FLOAT, cAt + cRow, c10);
        c.set(FLOAT, cAt + cRow + 4, c11);
    }

    /** As {@link Zip#block}. */
    static void block(MemorySegment from, long at, long rowStride, MemorySegment to, long toAt, long toStride) {
        for (int i = 0; i < L; i++) {
            for (int j = 0; j < L; j++) {
                to.set(FLOAT, toAt + j * toStride + 4L * i, from.get(FLOAT, at + i * rowStride + 4L * j));
            }
        }
    }

    /** As {@link Zip#strip}. */
    static void strip(MemorySegment from, long at, long rowStride, float[] to, int toAt) {
        for (int i = 0; i < STRIP; i++) {
            for (int j = 0; j < L; j++) {
                to[toAt + STRIP * j + i] = from.get(FLOAT, at + i * rowStride + 4L * j);
            }
        }
    }

    /** As {@link Zip#strips}. */
    static void strips(MemorySegment from, long at, long depthStride, float[] to, int toAt, int toStep) {
        for (int p = 0; p < Zip.DEPTHS; p++) {
            for (int row = 0; row < Zip.ROWS; row++) {
                to[toAt + row / STRIP * toStep + STRIP * p + row % STRIP] =
                        from.get(FLOAT, at + p * depthStride + 4L * row);
            }
        }
    }
}
