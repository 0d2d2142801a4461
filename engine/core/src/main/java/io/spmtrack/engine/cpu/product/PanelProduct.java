package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.vector.Lanes.L;

import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Packed rows of A times one panel of B: whole tiles go to C directly, those over its edges by way of scratch. Each sum runs over
 * the depth in order, wherever its tile begins. Offsets and strides of segments are in bytes.
 */
public final class PanelProduct {
    private static final int EDGE_ROWS = Tile.ROWS;
    private static final long EDGE_ROW = 4L * Tile.COLUMNS;
    /** Bytes of scratch a thread needs: a tile. */
    public static final long SCRATCH = EDGE_ROWS * EDGE_ROW;

    private PanelProduct() {}

    /**
     * {@code C[rows, columns] = start + A · B}, for {@code columns} at most those of a panel.
     *
     * @param aAt the first strip of A
     * @param next elements between strips of A
     * @param start what each row starts with: a whole panel's row, zeros behind the columns
     */
    public static void multiply(
            float[] a,
            int aAt,
            int next,
            MemorySegment b,
            long bAt,
            int depth,
            MemorySegment start,
            long startAt,
            MemorySegment c,
            long cAt,
            long cRow,
            int rows,
            int columns,
            MemorySegment scratch,
            long edge) {
        int vectors = Tile.vectors(columns);
        int direct = columns == vectors * L ? Tile.direct(rows) : 0;
        Tile.multiply(vectors, a, aAt, next, b, bAt, depth, start, startAt, 0, c, cAt, cRow, direct);
        for (int row = direct; row < rows; row += EDGE_ROWS) {
            int count = Math.min(EDGE_ROWS, rows - row);
            int strip = aAt + row / Tile.STRIP * next;
            int written = Tile.written(count);
            Tile.multiply(vectors, a, strip, next, b, bAt, depth, start, startAt, 0, scratch, edge, EDGE_ROW, written);
            copy(scratch, edge, EDGE_ROW, c, cAt + row * cRow, cRow, count, columns);
        }
    }

    /** {@code C[rows, columns] += A · B}. */
    public static void add(
            float[] a,
            int aAt,
            int next,
            MemorySegment b,
            long bAt,
            int depth,
            MemorySegment c,
            long cAt,
            long cRow,
            int rows,
            int columns,
            MemorySegment scratch,
            long edge) {
        int vectors = Tile.vectors(columns);
        int direct = columns == vectors * L ? Tile.direct(rows) : 0;
        Tile.multiply(vectors, a, aAt, next, b, bAt, depth, c, cAt, cRow, c, cAt, cRow, direct);
        for (int row = direct; row < rows; row += EDGE_ROWS) {
            int count = Math.min(EDGE_ROWS, rows - row);
            int strip = aAt + row / Tile.STRIP * next;
            int written = Tile.written(count);
            copy(c, cAt + row * cRow, cRow, scratch, edge, EDGE_ROW, count, columns);
            Tile.multiply(
                    vectors, a, strip, next, b, bAt, depth, scratch, edge, EDGE_ROW, scratch, edge, EDGE_ROW, written);
            copy(scratch, edge, EDGE_ROW, c, cAt + row * cRow, cRow, count, columns);
        }
    }

    private static void copy(
            MemorySegment from, long at, long fromRow, MemorySegment to, long toAt, long toRow, int rows, int columns) {
        int whole = Lanes.whole(columns);
        VectorMask<Float> rest = Lanes.first(columns - whole);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < whole; j += L) {
                Lanes.store(Lanes.load(from, at + j * 4L), to, toAt + j * 4L);
            }
            if (whole < columns) {
                FloatVector tail = Lanes.load(from, at + whole * 4L, rest);
                Lanes.store(tail, to, toAt + whole * 4L, rest);
            }
            at += fromRow;
            toAt += toRow;
        }
    }

    /** Writes what the sums of a panel start with, zeros behind {@code columns}; returns its place in {@code row}. */
    public static long start(MemorySegment from, long at, int columns, MemorySegment row, long rowAt) {
        for (int j = 0; j < Tile.COLUMNS; j++) {
            row.set(Lanes.FLOAT, rowAt + j * 4L, j < columns ? from.get(Lanes.FLOAT, at + j * 4L) : 0);
        }
        return rowAt;
    }
}
