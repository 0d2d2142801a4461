package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.cpu.vector.Beginning;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the matrix product over packed operands. A is packed in strips of {@link #STRIP} rows ({@code [depth][STRIP]}), B in
 * panels of {@link #COLUMNS} columns ({@code [depth][COLUMNS]}); see {@link Pack}. Offsets and strides of segments are in bytes.
 *
 * <p>A is an array, unlike all other memory: reading single floats of a segment takes so many nodes in the compiler that the
 * tallest tile comes near its inlining budget; past it the accumulators leave the registers and speed falls to 3 %.
 */
public final class Tile {
    /**
     * Rows of a strip: 4, of which tiles take three at a time where 24 sums fit into registers (machines with AVX-512 have 32 of
     * them for vectors of any width, as those of ARM have); in 16 registers 12 sums fit, of one strip of 6.
     */
    public static final int STRIP = Lanes.REGISTERS == 32 ? 4 : 6;

    /** A multiple of the rows of every tile. */
    public static final int ROWS = 12;
    /** Vectors of a panel. */
    static final int VECTORS = 2;
    /** Columns of a tile and of a panel of B. */
    public static final int COLUMNS = VECTORS * Lanes.L;

    // Steps of the depth that vectors take at first.
    static final int FIRST_STEPS = 17;
    private static final int PERIOD = 8;
    private static final long COMPILED = 1_500;
    // Fewer than ROWS rows take tiles of other kinds than more do, and so does each rest of these: compiled one by one.
    private static final Beginning[] WIDE = beginnings();
    private static final Beginning[] NARROW = beginnings();

    private Tile() {}

    private static Beginning[] beginnings() {
        return Stream.generate(() -> new Beginning(PERIOD, COMPILED))
                .limit(2 * ROWS)
                .toArray(Beginning[]::new);
    }

    /** Vectors that {@code columns} columns take in a panel. */
    static int vectors(int columns) {
        return Math.min(VECTORS, (columns + Lanes.L - 1) / Lanes.L);
    }

    /** Rows of the strips that hold {@code rows} rows. */
    public static int inStrips(int rows) {
        return (rows + STRIP - 1) / STRIP * STRIP;
    }

    /** Rows that tiles write for {@code rows} rows: the last strip takes a tile of 4 where that is enough. */
    public static int written(int rows) {
        int rest = rows % STRIP;
        return rest == 0 ? rows : rows - rest + (rest <= 4 ? 4 : STRIP);
    }

    /** The most of {@code rows} rows that tiles write and no more. */
    static int direct(int rows) {
        return written(rows) == rows ? rows : rows - rows % STRIP;
    }

    /** The same as {@link #multiply} for a panel of so many vectors, the last one of a matrix. */
    public static void multiply(
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
        Beginning beginning = (vectors == VECTORS ? WIDE : NARROW)[rows < ROWS ? rows : ROWS + rows % ROWS];
        if (!beginning.on()) {
            tiles(vectors, a, aAt, aNext, b, bAt, depth, from, fromAt, fromRow, c, cAt, cRow, rows);
        } else if (beginning.plain()) {
            Plain.tile(vectors, a, aAt, aNext, b, bAt, depth, from, fromAt, fromRow, c, cAt, cRow, rows);
        } else {
            beginning.took(begin(vectors, a, aAt, aNext, b, bAt, depth, from, fromAt, fromRow, c, cAt, cRow, rows));
        }
    }

    // A few steps of some rows by each kind of tile that these rows take, so that it is compiled; gives their
    // nanoseconds.
    static long begin(
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
        int plain = Math.max(0, rows - ROWS - rows % ROWS);
        Plain.tile(vectors, a, aAt, aNext, b, bAt, depth, from, fromAt, fromRow, c, cAt, cRow, plain);
        int strip = aAt + plain / STRIP * aNext;
        long start = fromAt + plain * fromRow;
        long at = cAt + plain * cRow;
        int left = rows - plain;
        int steps = Math.min(depth, FIRST_STEPS);
        long begun = System.nanoTime();
        tiles(vectors, a, strip, aNext, b, bAt, steps, from, start, fromRow, c, at, cRow, left);
        long nanoseconds = System.nanoTime() - begun;
        strip += STRIP * steps;
        long next = bAt + (long) steps * vectors * BYTES;
        Plain.tile(vectors, a, strip, aNext, b, next, depth - steps, c, at, cRow, c, at, cRow, left);
        return nanoseconds;
    }

    static void tiles(
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
        if (vectors == VECTORS) {
            wide(a, aAt, aNext, b, bAt, depth, from, fromAt, fromRow, c, cAt, cRow, rows);
        } else {
            NarrowTile.multiply(a, aAt, aNext, b, bAt, depth, from, fromAt, fromRow, c, cAt, cRow, rows);
        }
    }

    /**
     * {@code C[rows, COLUMNS] = from + A[rows, depth] · B[depth, COLUMNS]} for {@code rows} that are {@link #written}; each sum
     * runs over the depth in order, whatever the tile. {@code from} may be C itself, or zeros with row stride 0. Strips of A lie
     * {@code aNext} elements apart.
     */
    public static void multiply(
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
        multiply(VECTORS, a, aAt, aNext, b, bAt, depth, from, fromAt, fromRow, c, cAt, cRow, rows);
    }

    private static void wide(
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
                TallTile.rows12x2(a, strip, aNext, b, bAt, depth, from, start, fromRow, c, cAt + row * cRow, cRow);
            }
            if (row + 8 <= rows) {
                int strip = aAt + row / STRIP * aNext;
                long start = fromAt + row * fromRow;
                TallTile.rows8x2(a, strip, aNext, b, bAt, depth, from, start, fromRow, c, cAt + row * cRow, cRow);
                row += 8;
            }
        }
        if (STRIP == 6) {
            for (; row + 6 <= rows; row += 6) {
                int strip = aAt + row / STRIP * aNext;
                rows6x2(a, strip, b, bAt, depth, from, fromAt + row * fromRow, fromRow, c, cAt + row * cRow, cRow);
            }
        }
        if (row + 4 <= rows) {
            int strip = aAt + row / STRIP * aNext;
            rows4x2(a, strip, b, bAt, depth, from, fromAt + row * fromRow, fromRow, c, cAt + row * cRow, cRow);
        }
    }

    // Two steps a turn: with one C2 spills three of the sums, 39 instead of 92 % of the peak.
    private static void rows6x2(
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
        int p = 0;
        for (; p + 2 <= depth; p += 2) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector by = FloatVector.fromMemorySegment(F, b, bAt + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + STRIP * p]);
            c0x = a0.fma(bx, c0x);
            c0y = a0.fma(by, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + STRIP * p + 1]);
            c1x = a1.fma(bx, c1x);
            c1y = a1.fma(by, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + STRIP * p + 2]);
            c2x = a2.fma(bx, c2x);
            c2y = a2.fma(by, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + STRIP * p + 3]);
            c3x = a3.fma(bx, c3x);
            c3y = a3.fma(by, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + STRIP * p + 4]);
            c4x = a4.fma(bx, c4x);
            c4y = a4.fma(by, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + STRIP * p + 5]);
            c5x = a5.fma(bx, c5x);
            c5y = a5.fma(by, c5y);
            FloatVector dx = FloatVector.fromMemorySegment(F, b, bAt + 2L * BYTES, ORDER);
            FloatVector dy = FloatVector.fromMemorySegment(F, b, bAt + 3L * BYTES, ORDER);
            FloatVector a6 = FloatVector.broadcast(F, a[aAt + STRIP * p + STRIP + 0]);
            c0x = a6.fma(dx, c0x);
            c0y = a6.fma(dy, c0y);
            FloatVector a7 = FloatVector.broadcast(F, a[aAt + STRIP * p + STRIP + 1]);
            c1x = a7.fma(dx, c1x);
            c1y = a7.fma(dy, c1y);
            FloatVector a8 = FloatVector.broadcast(F, a[aAt + STRIP * p + STRIP + 2]);
            c2x = a8.fma(dx, c2x);
            c2y = a8.fma(dy, c2y);
            FloatVector a9 = FloatVector.broadcast(F, a[aAt + STRIP * p + STRIP + 3]);
            c3x = a9.fma(dx, c3x);
            c3y = a9.fma(dy, c3y);
            FloatVector a10 = FloatVector.broadcast(F, a[aAt + STRIP * p + STRIP + 4]);
            c4x = a10.fma(dx, c4x);
            c4y = a10.fma(dy, c4y);
            FloatVector a11 = FloatVector.broadcast(F, a[aAt + STRIP * p + STRIP + 5]);
            c5x = a11.fma(dx, c5x);
            c5y = a11.fma(dy, c5y);
            bAt += 4L * BYTES;
        }
        for (; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector by = FloatVector.fromMemorySegment(F, b, bAt + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + STRIP * p]);
            c0x = a0.fma(bx, c0x);
            c0y = a0.fma(by, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + STRIP * p + 1]);
            c1x = a1.fma(bx, c1x);
            c1y = a1.fma(by, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + STRIP * p + 2]);
            c2x = a2.fma(bx, c2x);
            c2y = a2.fma(by, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + STRIP * p + 3]);
            c3x = a3.fma(bx, c3x);
            c3y = a3.fma(by, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + STRIP * p + 4]);
            c4x = a4.fma(bx, c4x);
            c4y = a4.fma(by, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + STRIP * p + 5]);
            c5x = a5.fma(bx, c5x);
            c5y = a5.fma(by, c5y);
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
    }

    private static void rows4x2(
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
        FloatVector c0y = FloatVector.fromMemorySegment(F, from, fromAt + BYTES, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, from, fromAt + fromRow, ORDER);
        FloatVector c1y = FloatVector.fromMemorySegment(F, from, fromAt + fromRow + BYTES, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow, ORDER);
        FloatVector c2y = FloatVector.fromMemorySegment(F, from, fromAt + 2 * fromRow + BYTES, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow, ORDER);
        FloatVector c3y = FloatVector.fromMemorySegment(F, from, fromAt + 3 * fromRow + BYTES, ORDER);
        for (int p = 0; p < depth; p++) {
            FloatVector bx = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector by = FloatVector.fromMemorySegment(F, b, bAt + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + STRIP * p]);
            c0x = a0.fma(bx, c0x);
            c0y = a0.fma(by, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + STRIP * p + 1]);
            c1x = a1.fma(bx, c1x);
            c1y = a1.fma(by, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + STRIP * p + 2]);
            c2x = a2.fma(bx, c2x);
            c2y = a2.fma(by, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + STRIP * p + 3]);
            c3x = a3.fma(bx, c3x);
            c3y = a3.fma(by, c3y);
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
    }
}
