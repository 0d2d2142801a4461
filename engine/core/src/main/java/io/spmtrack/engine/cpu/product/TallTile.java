package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The tiles of {@link Tile} for 32 vector registers: up to 24 sums, of three or two strips of four rows. */
final class TallTile {
    private TallTile() {}

    static void rows12x2(
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
        FloatVector c0y = FloatVector.fromMemorySegment(F, from, fromAt + BYTES, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, from, fromAt + fromRow, ORDER);
        FloatVector c1y = FloatVector.fromMemorySegment(F, from, fromAt + fromRow + BYTES, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow, ORDER);
        FloatVector c2y = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow + BYTES, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow, ORDER);
        FloatVector c3y = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow + BYTES, ORDER);
        FloatVector c4x = FloatVector.fromMemorySegment(F, from, fromAt + 4 * fromRow, ORDER);
        FloatVector c4y = FloatVector.fromMemorySegment(F, from, fromAt + 4 * fromRow + BYTES, ORDER);
        FloatVector c5x = FloatVector.fromMemorySegment(F, from, fromAt + 5 * fromRow, ORDER);
        FloatVector c5y = FloatVector.fromMemorySegment(F, from, fromAt + 5 * fromRow + BYTES, ORDER);
        FloatVector c6x = FloatVector.fromMemorySegment(F, from, fromAt + 6 * fromRow, ORDER);
        FloatVector c6y = FloatVector.fromMemorySegment(F, from, fromAt + 6 * fromRow + BYTES, ORDER);
        FloatVector c7x = FloatVector.fromMemorySegment(F, from, fromAt + 7 * fromRow, ORDER);
        FloatVector c7y = FloatVector.fromMemorySegment(F, from, fromAt + 7 * fromRow + BYTES, ORDER);
        FloatVector c8x = FloatVector.fromMemorySegment(F, from, fromAt + 8 * fromRow, ORDER);
        FloatVector c8y = FloatVector.fromMemorySegment(F, from, fromAt + 8 * fromRow + BYTES, ORDER);
        FloatVector c9x = FloatVector.fromMemorySegment(F, from, fromAt + 9 * fromRow, ORDER);
        FloatVector c9y = FloatVector.fromMemorySegment(F, from, fromAt + 9 * fromRow + BYTES, ORDER);
        FloatVector c10x = FloatVector.fromMemorySegment(F, from, fromAt + 10 * fromRow, ORDER);
        FloatVector c10y = FloatVector.fromMemorySegment(F, from, fromAt + 10 * fromRow + BYTES, ORDER);
        FloatVector c11x = FloatVector.fromMemorySegment(F, from, fromAt + 11 * fromRow, ORDER);
        FloatVector c11y = FloatVector.fromMemorySegment(F, from, fromAt + 11 * fromRow + BYTES, ORDER);
        int a1At = aAt + aNext;
        int a2At = aAt + 2 * aNext;
        for (int p = 0; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector by = FloatVector.fromMemorySegment(F, b, bAt + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 4 * p]);
            c0x = a0.fma(bx, c0x);
            c0y = a0.fma(by, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 4 * p + 1]);
            c1x = a1.fma(bx, c1x);
            c1y = a1.fma(by, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 4 * p + 2]);
            c2x = a2.fma(bx, c2x);
            c2y = a2.fma(by, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 4 * p + 3]);
            c3x = a3.fma(bx, c3x);
            c3y = a3.fma(by, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[a1At + 4 * p]);
            c4x = a4.fma(bx, c4x);
            c4y = a4.fma(by, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[a1At + 4 * p + 1]);
            c5x = a5.fma(bx, c5x);
            c5y = a5.fma(by, c5y);
            FloatVector a6 = FloatVector.broadcast(F, a[a1At + 4 * p + 2]);
            c6x = a6.fma(bx, c6x);
            c6y = a6.fma(by, c6y);
            FloatVector a7 = FloatVector.broadcast(F, a[a1At + 4 * p + 3]);
            c7x = a7.fma(bx, c7x);
            c7y = a7.fma(by, c7y);
            FloatVector a8 = FloatVector.broadcast(F, a[a2At + 4 * p]);
            c8x = a8.fma(bx, c8x);
            c8y = a8.fma(by, c8y);
            FloatVector a9 = FloatVector.broadcast(F, a[a2At + 4 * p + 1]);
            c9x = a9.fma(bx, c9x);
            c9y = a9.fma(by, c9y);
            FloatVector a10 = FloatVector.broadcast(F, a[a2At + 4 * p + 2]);
            c10x = a10.fma(bx, c10x);
            c10y = a10.fma(by, c10y);
            FloatVector a11 = FloatVector.broadcast(F, a[a2At + 4 * p + 3]);
            c11x = a11.fma(bx, c11x);
            c11y = a11.fma(by, c11y);
            bAt += 2L * BYTES;
        }
        c0x.intoMemorySegment(c, cAt, ORDER);
        c0y.intoMemorySegment(c, cAt + BYTES, ORDER);
        c1x.intoMemorySegment(c, cAt + cRow, ORDER);
        c1y.intoMemorySegment(c, cAt + cRow + BYTES, ORDER);
        c2x.intoMemorySegment(c, cAt + 2 * cRow, ORDER);
        c2y.intoMemorySegment(c, cAt + 2 * cRow + BYTES, ORDER);
        c3x.intoMemorySegment(c, cAt + 3 * cRow, ORDER);
        c3y.intoMemorySegment(c, cAt + 3 * cRow + BYTES, ORDER);
        c4x.intoMemorySegment(c, cAt + 4 * cRow, ORDER);
        c4y.intoMemorySegment(c, cAt + 4 * cRow + BYTES, ORDER);
        c5x.intoMemorySegment(c, cAt + 5 * cRow, ORDER);
        c5y.intoMemorySegment(c, cAt + 5 * cRow + BYTES, ORDER);
        c6x.intoMemorySegment(c, cAt + 6 * cRow, ORDER);
        c6y.intoMemorySegment(c, cAt + 6 * cRow + BYTES, ORDER);
        c7x.intoMemorySegment(c, cAt + 7 * cRow, ORDER);
        c7y.intoMemorySegment(c, cAt + 7 * cRow + BYTES, ORDER);
        c8x.intoMemorySegment(c, cAt + 8 * cRow, ORDER);
        c8y.intoMemorySegment(c, cAt + 8 * cRow + BYTES, ORDER);
        c9x.intoMemorySegment(c, cAt + 9 * cRow, ORDER);
        c9y.intoMemorySegment(c, cAt + 9 * cRow + BYTES, ORDER);
        c10x.intoMemorySegment(c, cAt + 10 * cRow, ORDER);
        c10y.intoMemorySegment(c, cAt + 10 * cRow + BYTES, ORDER);
        c11x.intoMemorySegment(c, cAt + 11 * cRow, ORDER);
        c11y.intoMemorySegment(c, cAt + 11 * cRow + BYTES, ORDER);
    }

    static void rows8x2(
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
        FloatVector c0y = FloatVector.fromMemorySegment(F, from, fromAt + BYTES, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, from, fromAt + fromRow, ORDER);
        FloatVector c1y = FloatVector.fromMemorySegment(F, from, fromAt + fromRow + BYTES, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow, ORDER);
        FloatVector c2y = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow + BYTES, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow, ORDER);
        FloatVector c3y = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow + BYTES, ORDER);
        FloatVector c4x = FloatVector.fromMemorySegment(F, from, fromAt + 4 * fromRow, ORDER);
        FloatVector c4y = FloatVector.fromMemorySegment(F, from, fromAt + 4 * fromRow + BYTES, ORDER);
        FloatVector c5x = FloatVector.fromMemorySegment(F, from, fromAt + 5 * fromRow, ORDER);
        FloatVector c5y = FloatVector.fromMemorySegment(F, from, fromAt + 5 * fromRow + BYTES, ORDER);
        FloatVector c6x = FloatVector.fromMemorySegment(F, from, fromAt + 6 * fromRow, ORDER);
        FloatVector c6y = FloatVector.fromMemorySegment(F, from, fromAt + 6 * fromRow + BYTES, ORDER);
        FloatVector c7x = FloatVector.fromMemorySegment(F, from, fromAt + 7 * fromRow, ORDER);
        FloatVector c7y = FloatVector.fromMemorySegment(F, from, fromAt + 7 * fromRow + BYTES, ORDER);
        int a1At = aAt + aNext;
        for (int p = 0; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector by = FloatVector.fromMemorySegment(F, b, bAt + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 4 * p]);
            c0x = a0.fma(bx, c0x);
            c0y = a0.fma(by, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 4 * p + 1]);
            c1x = a1.fma(bx, c1x);
            c1y = a1.fma(by, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 4 * p + 2]);
            c2x = a2.fma(bx, c2x);
            c2y = a2.fma(by, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 4 * p + 3]);
            c3x = a3.fma(bx, c3x);
            c3y = a3.fma(by, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[a1At + 4 * p]);
            c4x = a4.fma(bx, c4x);
            c4y = a4.fma(by, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[a1At + 4 * p + 1]);
            c5x = a5.fma(bx, c5x);
            c5y = a5.fma(by, c5y);
            FloatVector a6 = FloatVector.broadcast(F, a[a1At + 4 * p + 2]);
            c6x = a6.fma(bx, c6x);
            c6y = a6.fma(by, c6y);
            FloatVector a7 = FloatVector.broadcast(F, a[a1At + 4 * p + 3]);
            c7x = a7.fma(bx, c7x);
            c7y = a7.fma(by, c7y);
            bAt += 2L * BYTES;
        }
        c0x.intoMemorySegment(c, cAt, ORDER);
        c0y.intoMemorySegment(c, cAt + BYTES, ORDER);
        c1x.intoMemorySegment(c, cAt + cRow, ORDER);
        c1y.intoMemorySegment(c, cAt + cRow + BYTES, ORDER);
        c2x.intoMemorySegment(c, cAt + 2 * cRow, ORDER);
        c2y.intoMemorySegment(c, cAt + 2 * cRow + BYTES, ORDER);
        c3x.intoMemorySegment(c, cAt + 3 * cRow, ORDER);
        c3y.intoMemorySegment(c, cAt + 3 * cRow + BYTES, ORDER);
        c4x.intoMemorySegment(c, cAt + 4 * cRow, ORDER);
        c4y.intoMemorySegment(c, cAt + 4 * cRow + BYTES, ORDER);
        c5x.intoMemorySegment(c, cAt + 5 * cRow, ORDER);
        c5y.intoMemorySegment(c, cAt + 5 * cRow + BYTES, ORDER);
        c6x.intoMemorySegment(c, cAt + 6 * cRow, ORDER);
        c6y.intoMemorySegment(c, cAt + 6 * cRow + BYTES, ORDER);
        c7x.intoMemorySegment(c, cAt + 7 * cRow, ORDER);
        c7y.intoMemorySegment(c, cAt + 7 * cRow + BYTES, ORDER);
    }
}
