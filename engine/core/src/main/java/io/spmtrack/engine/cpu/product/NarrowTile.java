package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.product.Tile.STRIP;
import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The tiles of {@link Tile} for a panel of one vector: up to 12 rows, so that enough sums are under way at once. */
final class NarrowTile {
    private NarrowTile() {}

    /** Arguments as for {@link Tile#multiply}; the panel of B is {@code [depth][L]}. */
    static void multiply(
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
        int row = 0;
        if (STRIP == 4) {
            for (; row + 12 <= rows; row += 12) {
                int strip = aAt + row / STRIP * aNext;
                long start = fromAt + row * fromRow;
                rows12x1(a, strip, aNext, b, bAt, depth, from, start, fromRow, c, cAt + row * cRow, cRow);
            }
            if (row + 8 <= rows) {
                int strip = aAt + row / STRIP * aNext;
                long start = fromAt + row * fromRow;
                rows8x1(a, strip, aNext, b, bAt, depth, from, start, fromRow, c, cAt + row * cRow, cRow);
                row += 8;
            }
        }
        if (STRIP == 6) {
            for (; row + 6 <= rows; row += 6) {
                int strip = aAt + row / STRIP * aNext;
                rows6x1(a, strip, b, bAt, depth, from, fromAt + row * fromRow, fromRow, c, cAt + row * cRow, cRow);
            }
        }
        if (row + 4 <= rows) {
            int strip = aAt + row / STRIP * aNext;
            rows4x1(a, strip, b, bAt, depth, from, fromAt + row * fromRow, fromRow, c, cAt + row * cRow, cRow);
        }
    }

    private static void rows12x1(
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
            long cRow) {
        FloatVector c0x = FloatVector.fromMemorySegment(F, from, fromAt, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, from, fromAt + fromRow, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow, ORDER);
        FloatVector c4x = FloatVector.fromMemorySegment(F, from, fromAt + 4 * fromRow, ORDER);
        FloatVector c5x = FloatVector.fromMemorySegment(F, from, fromAt + 5 * fromRow, ORDER);
        FloatVector c6x = FloatVector.fromMemorySegment(F, from, fromAt + 6 * fromRow, ORDER);
        FloatVector c7x = FloatVector.fromMemorySegment(F, from, fromAt + 7 * fromRow, ORDER);
        FloatVector c8x = FloatVector.fromMemorySegment(F, from, fromAt + 8 * fromRow, ORDER);
        FloatVector c9x = FloatVector.fromMemorySegment(F, from, fromAt + 9 * fromRow, ORDER);
        FloatVector c10x = FloatVector.fromMemorySegment(F, from, fromAt + 10 * fromRow, ORDER);
        FloatVector c11x = FloatVector.fromMemorySegment(F, from, fromAt + 11 * fromRow, ORDER);
        int a1At = aAt + aNext;
        int a2At = aAt + 2 * aNext;
        for (int p = 0; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 4 * p]);
            c0x = a0.fma(bx, c0x);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 4 * p + 1]);
            c1x = a1.fma(bx, c1x);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 4 * p + 2]);
            c2x = a2.fma(bx, c2x);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 4 * p + 3]);
            c3x = a3.fma(bx, c3x);
            FloatVector a4 = FloatVector.broadcast(F, a[a1At + 4 * p]);
            c4x = a4.fma(bx, c4x);
            FloatVector a5 = FloatVector.broadcast(F, a[a1At + 4 * p + 1]);
            c5x = a5.fma(bx, c5x);
            FloatVector a6 = FloatVector.broadcast(F, a[a1At + 4 * p + 2]);
            c6x = a6.fma(bx, c6x);
            FloatVector a7 = FloatVector.broadcast(F, a[a1At + 4 * p + 3]);
            c7x = a7.fma(bx, c7x);
            FloatVector a8 = FloatVector.broadcast(F, a[a2At + 4 * p]);
            c8x = a8.fma(bx, c8x);
            FloatVector a9 = FloatVector.broadcast(F, a[a2At + 4 * p + 1]);
            c9x = a9.fma(bx, c9x);
            FloatVector a10 = FloatVector.broadcast(F, a[a2At + 4 * p + 2]);
            c10x = a10.fma(bx, c10x);
            FloatVector a11 = FloatVector.broadcast(F, a[a2At + 4 * p + 3]);
            c11x = a11.fma(bx, c11x);
            bAt += BYTES;
        }
        c0x.intoMemorySegment(c, cAt, ORDER);
        c1x.intoMemorySegment(c, cAt + cRow, ORDER);
        c2x.intoMemorySegment(c, cAt + 2 * cRow, ORDER);
        c3x.intoMemorySegment(c, cAt + 3 * cRow, ORDER);
        c4x.intoMemorySegment(c, cAt + 4 * cRow, ORDER);
        c5x.intoMemorySegment(c, cAt + 5 * cRow, ORDER);
        c6x.intoMemorySegment(c, cAt + 6 * cRow, ORDER);
        c7x.intoMemorySegment(c, cAt + 7 * cRow, ORDER);
        c8x.intoMemorySegment(c, cAt + 8 * cRow, ORDER);
        c9x.intoMemorySegment(c, cAt + 9 * cRow, ORDER);
        c10x.intoMemorySegment(c, cAt + 10 * cRow, ORDER);
        c11x.intoMemorySegment(c, cAt + 11 * cRow, ORDER);
    }

    private static void rows8x1(
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
            long cRow) {
        FloatVector c0x = FloatVector.fromMemorySegment(F, from, fromAt, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, from, fromAt + fromRow, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow, ORDER);
        FloatVector c4x = FloatVector.fromMemorySegment(F, from, fromAt + 4 * fromRow, ORDER);
        FloatVector c5x = FloatVector.fromMemorySegment(F, from, fromAt + 5 * fromRow, ORDER);
        FloatVector c6x = FloatVector.fromMemorySegment(F, from, fromAt + 6 * fromRow, ORDER);
        FloatVector c7x = FloatVector.fromMemorySegment(F, from, fromAt + 7 * fromRow, ORDER);
        int a1At = aAt + aNext;
        for (int p = 0; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 4 * p]);
            c0x = a0.fma(bx, c0x);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 4 * p + 1]);
            c1x = a1.fma(bx, c1x);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 4 * p + 2]);
            c2x = a2.fma(bx, c2x);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 4 * p + 3]);
            c3x = a3.fma(bx, c3x);
            FloatVector a4 = FloatVector.broadcast(F, a[a1At + 4 * p]);
            c4x = a4.fma(bx, c4x);
            FloatVector a5 = FloatVector.broadcast(F, a[a1At + 4 * p + 1]);
            c5x = a5.fma(bx, c5x);
            FloatVector a6 = FloatVector.broadcast(F, a[a1At + 4 * p + 2]);
            c6x = a6.fma(bx, c6x);
            FloatVector a7 = FloatVector.broadcast(F, a[a1At + 4 * p + 3]);
            c7x = a7.fma(bx, c7x);
            bAt += BYTES;
        }
        c0x.intoMemorySegment(c, cAt, ORDER);
        c1x.intoMemorySegment(c, cAt + cRow, ORDER);
        c2x.intoMemorySegment(c, cAt + 2 * cRow, ORDER);
        c3x.intoMemorySegment(c, cAt + 3 * cRow, ORDER);
        c4x.intoMemorySegment(c, cAt + 4 * cRow, ORDER);
        c5x.intoMemorySegment(c, cAt + 5 * cRow, ORDER);
        c6x.intoMemorySegment(c, cAt + 6 * cRow, ORDER);
        c7x.intoMemorySegment(c, cAt + 7 * cRow, ORDER);
    }

    private static void rows6x1(
            float[] a,
            int aAt,
            MemorySegment b,
            long bAt,
            int depth,
            MemorySegment from,
            long fromAt,
            long fromRow,
            MemorySegment c,
            long cAt,
            long cRow) {
        FloatVector c0x = FloatVector.fromMemorySegment(F, from, fromAt, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, from, fromAt + fromRow, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow, ORDER);
        FloatVector c4x = FloatVector.fromMemorySegment(F, from, fromAt + 4 * fromRow, ORDER);
        FloatVector c5x = FloatVector.fromMemorySegment(F, from, fromAt + 5 * fromRow, ORDER);
        for (int p = 0; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + STRIP * p]);
            c0x = a0.fma(bx, c0x);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + STRIP * p + 1]);
            c1x = a1.fma(bx, c1x);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + STRIP * p + 2]);
            c2x = a2.fma(bx, c2x);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + STRIP * p + 3]);
            c3x = a3.fma(bx, c3x);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + STRIP * p + 4]);
            c4x = a4.fma(bx, c4x);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + STRIP * p + 5]);
            c5x = a5.fma(bx, c5x);
            bAt += BYTES;
        }
        c0x.intoMemorySegment(c, cAt, ORDER);
        c1x.intoMemorySegment(c, cAt + cRow, ORDER);
        c2x.intoMemorySegment(c, cAt + 2 * cRow, ORDER);
        c3x.intoMemorySegment(c, cAt + 3 * cRow, ORDER);
        c4x.intoMemorySegment(c, cAt + 4 * cRow, ORDER);
        c5x.intoMemorySegment(c, cAt + 5 * cRow, ORDER);
    }

    private static void rows4x1(
            float[] a,
            int aAt,
            MemorySegment b,
            long bAt,
            int depth,
            MemorySegment from,
            long fromAt,
            long fromRow,
            MemorySegment c,
            long cAt,
            long cRow) {
        FloatVector c0x = FloatVector.fromMemorySegment(F, from, fromAt, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, from, fromAt + fromRow, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow, ORDER);
        for (int p = 0; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + STRIP * p]);
            c0x = a0.fma(bx, c0x);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + STRIP * p + 1]);
            c1x = a1.fma(bx, c1x);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + STRIP * p + 2]);
            c2x = a2.fma(bx, c2x);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + STRIP * p + 3]);
            c3x = a3.fma(bx, c3x);
            bAt += BYTES;
        }
        c0x.intoMemorySegment(c, cAt, ORDER);
        c1x.intoMemorySegment(c, cAt + cRow, ORDER);
        c2x.intoMemorySegment(c, cAt + 2 * cRow, ORDER);
        c3x.intoMemorySegment(c, cAt + 3 * cRow, ORDER);
    }
}
