package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.product.Tile.STRIP;
import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.store;

import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorMask;

/**
 * Copies matrices into the order in which {@link Tile} reads them, padding with zeros. Offsets and strides are in bytes; the
 * depth is the dimension that is summed over.
 */
public final class Pack {
    /** Bytes of scratch a thread needs for {@link #panel}. */
    public static final long SCRATCH = Zip.SCRATCH;

    // Steps of depth that all rows go through before the next: each strip gets whole lines, and the source's rows fit
    // into one set of the first-level cache.
    private static final int TOGETHER = 8;

    private Pack() {}

    /** Packs {@code rows x depth} into strips, {@code [ceil(rows / STRIP)][depth][STRIP]}. */
    public static void strips(
            MemorySegment from, long at, long rowStride, long depthStride, int rows, int depth, float[] to, int toAt) {
        strips(from, at, rowStride, depthStride, 0, rows, depth, to, toAt);
    }

    /** The same into rows from {@code first} of the strips; those before stay, the last strip ends with zeros. */
    public static void strips(
            MemorySegment from,
            long at,
            long rowStride,
            long depthStride,
            int first,
            int rows,
            int depth,
            float[] to,
            int toAt) {
        int row = first;
        int end = first + rows;
        while (row < end) {
            int within = row % STRIP;
            int target = toAt + (row - within) * depth;
            long source = at + (row - first) * rowStride;
            if (within == 0 && rowStride == 4 && depthStride >= 4L * STRIP && row + Zip.ROWS <= end) {
                int some = (end - row) / Zip.ROWS * Zip.ROWS;
                columnsToStrips(from, source, depthStride, some, depth, to, target);
                row += some;
            } else if (within == 0 && depthStride == 4 && row + STRIP <= end) {
                rowsToStrip(from, source, rowStride, depth, to, target);
                row += STRIP;
            } else {
                int some = Math.min(STRIP - within, end - row);
                scalarStrip(from, source, rowStride, depthStride, within, some, 0, depth, to, target);
                row += some;
            }
        }
    }

    /** Packs {@code depth x columns} (at most {@link Tile#COLUMNS}) into one panel {@code [depth][COLUMNS]}. */
    public static void panel(
            MemorySegment from,
            long at,
            long depthStride,
            long columnStride,
            int depth,
            int columns,
            MemorySegment to,
            long toAt,
            MemorySegment scratch,
            long scratchAt) {
        panel(from, at, depthStride, columnStride, depth, columns, Tile.VECTORS, to, toAt, scratch, scratchAt);
    }

    /** The same into a panel of {@code vectors} vectors, {@code [depth][vectors · L]}, which hold all the columns. */
    public static void panel(
            MemorySegment from,
            long at,
            long depthStride,
            long columnStride,
            int depth,
            int columns,
            int vectors,
            MemorySegment to,
            long toAt,
            MemorySegment scratch,
            long scratchAt) {
        long row = (long) vectors * BYTES;
        if (columnStride == 4 && columns == Tile.COLUMNS) {
            wholeRowsToPanel(from, at, depthStride, depth, to, toAt);
            return;
        }
        for (int vector = 0; vector < vectors; vector++) {
            int left = columns - vector * L;
            long source = at + (long) vector * L * columnStride;
            long target = toAt + (long) vector * BYTES;
            if (columnStride == 4 && left >= L) {
                rowsToPanel(from, source, depthStride, depth, to, target, row);
            } else if (columnStride == 4 && left > 0) {
                partOfRowsToPanel(from, source, depthStride, depth, left, L, to, target, row);
            } else if (depthStride == 4 && left >= L) {
                columnsToPanel(from, source, columnStride, depth, to, target, row, scratch, scratchAt);
            } else {
                int valid = Math.clamp(left, 0, L);
                scalarPanel(from, source, depthStride, columnStride, 0, depth, valid, to, target, row);
                zeroPanel(depth, valid, to, target, row);
            }
        }
    }

    /** Packs {@code depth x columns} into a part of a panel whose rows lie {@code row} bytes apart; the rest stays. */
    static void part(
            MemorySegment from,
            long at,
            long depthStride,
            long columnStride,
            int depth,
            int columns,
            MemorySegment to,
            long toAt,
            long row,
            MemorySegment scratch,
            long scratchAt) {
        for (int column = 0; column < columns; column += L) {
            int some = Math.min(L, columns - column);
            long source = at + column * columnStride;
            long target = toAt + column * 4L;
            if (columnStride == 4) {
                partOfRowsToPanel(from, source, depthStride, depth, some, some, to, target, row);
            } else if (depthStride == 4 && some == L) {
                columnsToPanel(from, source, columnStride, depth, to, target, row, scratch, scratchAt);
            } else {
                scalarPanel(from, source, depthStride, columnStride, 0, depth, some, to, target, row);
            }
        }
    }

    /** Zeros, one by one: mostly a few before a run, in code that may never be compiled and would box vectors. */
    public static void zero(MemorySegment to, long at, long bytes) {
        for (long i = 0; i < bytes; i += 4) {
            to.set(FLOAT, at + i, 0);
        }
    }

    // A whole panel whose columns are contiguous at each depth: both vectors before the next depth, which may be on
    // another page.
    private static void wholeRowsToPanel(
            MemorySegment from, long at, long depthStride, int depth, MemorySegment to, long toAt) {
        for (int p = 0; p < depth; p++) {
            store(Lanes.load(from, at), to, toAt);
            store(Lanes.load(from, at + BYTES), to, toAt + BYTES);
            at += depthStride;
            toAt += 2L * BYTES;
        }
    }

    private static void rowsToPanel(
            MemorySegment from, long at, long depthStride, int depth, MemorySegment to, long toAt, long row) {
        for (int p = 0; p < depth; p++) {
            store(Lanes.load(from, at), to, toAt);
            at += depthStride;
            toAt += row;
        }
    }

    private static void partOfRowsToPanel(
            MemorySegment from,
            long at,
            long depthStride,
            int depth,
            int columns,
            int written,
            MemorySegment to,
            long toAt,
            long row) {
        VectorMask<Float> some = Lanes.first(columns);
        VectorMask<Float> target = Lanes.first(written);
        for (int p = 0; p < depth; p++) {
            store(Lanes.load(from, at, some), to, toAt, target);
            at += depthStride;
            toAt += row;
        }
    }

    // Rows of one strip whose depth is contiguous.
    private static void rowsToStrip(MemorySegment from, long at, long rowStride, int depth, float[] to, int toAt) {
        int p = 0;
        for (; p + Zip.DEPTH <= depth; p += Zip.DEPTH) {
            Zip.strip(from, at + p * 4L, rowStride, to, toAt + STRIP * p);
        }
        scalarStrip(from, at, rowStride, 4, 0, STRIP, p, depth, to, toAt);
    }

    // Rows of some strips that are contiguous at each depth: all of them before the next depths, which may be on other
    // pages.
    private static void columnsToStrips(
            MemorySegment from, long at, long depthStride, int rows, int depth, float[] to, int toAt) {
        int p = 0;
        for (; p + TOGETHER <= depth; p += TOGETHER) {
            for (int row = 0; row < rows; row += Zip.ROWS) {
                long source = at + p * depthStride + row * 4L;
                int target = toAt + row * depth + STRIP * p;
                for (int q = 0; q < TOGETHER; q += Zip.DEPTHS) {
                    Zip.strips(from, source + q * depthStride, depthStride, to, target + STRIP * q, STRIP * depth);
                }
            }
        }
        for (int row = 0; row < rows; row += STRIP) {
            scalarStrip(from, at + row * 4L, 4, depthStride, 0, STRIP, p, depth, to, toAt + row * depth);
        }
    }

    // L columns whose depth is contiguous: blocks of L x L are transposed by way of scratch.
    private static void columnsToPanel(
            MemorySegment from,
            long at,
            long columnStride,
            int depth,
            MemorySegment to,
            long toAt,
            long row,
            MemorySegment scratch,
            long scratchAt) {
        int p = 0;
        for (; p + L <= depth; p += L) {
            Zip.block(from, at + p * 4L, columnStride, scratch, scratchAt, to, toAt + p * row, row);
        }
        scalarPanel(from, at, 4, columnStride, p, depth, L, to, toAt, row);
    }

    // Some rows of a strip from one within it, at depths from the first; zeros behind them.
    private static void scalarStrip(
            MemorySegment from,
            long at,
            long rowStride,
            long depthStride,
            int within,
            int rows,
            int first,
            int depth,
            float[] to,
            int toAt) {
        for (int p = first; p < depth; p++) {
            for (int i = within; i < STRIP; i++) {
                int row = i - within;
                to[toAt + STRIP * p + i] = row < rows ? from.get(FLOAT, at + row * rowStride + p * depthStride) : 0;
            }
        }
    }

    private static void scalarPanel(
            MemorySegment from,
            long at,
            long depthStride,
            long columnStride,
            int first,
            int depth,
            int columns,
            MemorySegment to,
            long toAt,
            long row) {
        for (int p = first; p < depth; p++) {
            long source = at + p * depthStride;
            long target = toAt + p * row;
            for (int j = 0; j < columns; j++) {
                to.set(FLOAT, target + j * 4L, from.get(FLOAT, source + j * columnStride));
            }
        }
    }

    private static void zeroPanel(int depth, int columns, MemorySegment to, long toAt, long row) {
        for (int p = 0; p < depth; p++) {
            for (int j = columns; j < L; j++) {
                to.set(FLOAT, toAt + p * row + 4L * j, 0);
            }
        }
    }
}
