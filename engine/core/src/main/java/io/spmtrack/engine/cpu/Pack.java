package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.BYTES;
import static io.spmtrack.engine.cpu.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.loadInts;
import static io.spmtrack.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Copies matrices into the order in which {@link Tile} reads them, padding with zeros. Offsets and strides are in bytes; the
 * depth is the dimension that is summed over.
 */
final class Pack {
    /** Bytes of scratch a thread needs for {@link #panel}. */
    static final long SCRATCH = 4L * BYTES;

    // Two vectors zipped: lanes a0 b0 a1 b1 ... of the lower and of the upper halves.
    private static final IntVector ZIP_LOW = zip(0);
    private static final IntVector ZIP_HIGH = zip(L / 2);

    private Pack() {}

    private static IntVector zip(int from) {
        int[] lanes = new int[L];
        for (int i = 0; i < L; i++) {
            lanes[i] = from + i / 2 + (i % 2) * L;
        }
        return IntVector.fromArray(Lanes.I, lanes, 0);
    }

    /** Packs {@code rows x depth} into strips of 4 rows, {@code [ceil(rows / 4)][depth][4]}. */
    static void strips(
            MemorySegment from,
            long at,
            long rowStride,
            long depthStride,
            int rows,
            int depth,
            MemorySegment to,
            long toAt) {
        for (int row = 0; row < rows; row += 4) {
            int valid = Math.min(4, rows - row);
            long source = at + row * rowStride;
            long target = toAt + (long) row * depth * 4;
            if (valid < 4) {
                partialStrip(from, source, rowStride, depthStride, valid, depth, to, target);
            } else if (depthStride == 4) {
                interleave(from, source, rowStride, depth, to, target, 16);
            } else if (rowStride == 4) {
                quads(from, source, depthStride, depth, to, target, 16);
            } else {
                partialStrip(from, source, rowStride, depthStride, 4, depth, to, target);
            }
        }
    }

    /** Packs {@code depth x columns} (at most {@link Tile#COLUMNS}) into one panel {@code [depth][COLUMNS]}. */
    static void panel(
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
        if (columns < Tile.COLUMNS) {
            partialPanel(from, at, depthStride, columnStride, depth, columns, to, toAt);
        } else if (columnStride == 4) {
            rowsOfPanel(from, at, depthStride, depth, to, toAt);
        } else if (depthStride == 4) {
            for (int column = 0; column < Tile.COLUMNS; column += 4) {
                spreadQuads(
                        from,
                        at + column * columnStride,
                        columnStride,
                        depth,
                        to,
                        toAt + column * 4L,
                        scratch,
                        scratchAt);
            }
        } else {
            partialPanel(from, at, depthStride, columnStride, depth, columns, to, toAt);
        }
    }

    private static void rowsOfPanel(
            MemorySegment from, long at, long depthStride, int depth, MemorySegment to, long toAt) {
        for (int p = 0; p < depth; p++) {
            for (int v = 0; v < Tile.COLUMNS; v += L) {
                store(Lanes.load(from, at + v * 4L), to, toAt + v * 4L);
            }
            at += depthStride;
            toAt += Tile.COLUMNS * 4L;
        }
    }

    // Four rows whose depth is contiguous: two rounds of zips turn 4 x L values into L groups of 4.
    private static void interleave(
            MemorySegment from, long at, long rowStride, int depth, MemorySegment to, long toAt, long step) {
        int p = 0;
        for (; p + L <= depth; p += L) {
            interleaveBlock(from, at + p * 4L, rowStride, to, toAt + p * step);
        }
        for (; p < depth; p++) {
            for (int i = 0; i < 4; i++) {
                to.set(FLOAT, toAt + p * step + i * 4L, from.get(FLOAT, at + i * rowStride + p * 4L));
            }
        }
    }

    private static void interleaveBlock(MemorySegment from, long at, long rowStride, MemorySegment to, long toAt) {
        IntVector r0 = loadInts(from, at);
        IntVector r1 = loadInts(from, at + rowStride);
        IntVector r2 = loadInts(from, at + 2 * rowStride);
        IntVector r3 = loadInts(from, at + 3 * rowStride);
        IntVector even0 = ZIP_LOW.selectFrom(r0, r2);
        IntVector even1 = ZIP_HIGH.selectFrom(r0, r2);
        IntVector odd0 = ZIP_LOW.selectFrom(r1, r3);
        IntVector odd1 = ZIP_HIGH.selectFrom(r1, r3);
        store(ZIP_LOW.selectFrom(even0, odd0), to, toAt);
        store(ZIP_HIGH.selectFrom(even0, odd0), to, toAt + BYTES);
        store(ZIP_LOW.selectFrom(even1, odd1), to, toAt + 2L * BYTES);
        store(ZIP_HIGH.selectFrom(even1, odd1), to, toAt + 3L * BYTES);
    }

    // Four columns of a panel whose depth is contiguous: interleave into scratch, then place groups of 4.
    private static void spreadQuads(
            MemorySegment from,
            long at,
            long columnStride,
            int depth,
            MemorySegment to,
            long toAt,
            MemorySegment scratch,
            long scratchAt) {
        long step = Tile.COLUMNS * 4L;
        int p = 0;
        for (; p + L <= depth; p += L) {
            interleaveBlock(from, at + p * 4L, columnStride, scratch, scratchAt);
            quads(scratch, scratchAt, 16, L, to, toAt + p * step, step);
        }
        for (; p < depth; p++) {
            for (int i = 0; i < 4; i++) {
                to.set(FLOAT, toAt + p * step + i * 4L, from.get(FLOAT, at + i * columnStride + p * 4L));
            }
        }
    }

    private static void quads(
            MemorySegment from, long at, long fromStep, int depth, MemorySegment to, long toAt, long toStep) {
        for (int p = 0; p < depth; p++) {
            FloatVector.fromMemorySegment(FloatVector.SPECIES_128, from, at, Lanes.ORDER)
                    .intoMemorySegment(to, toAt, Lanes.ORDER);
            at += fromStep;
            toAt += toStep;
        }
    }

    private static void partialStrip(
            MemorySegment from,
            long at,
            long rowStride,
            long depthStride,
            int rows,
            int depth,
            MemorySegment to,
            long toAt) {
        for (int p = 0; p < depth; p++) {
            for (int i = 0; i < 4; i++) {
                float value = i < rows ? from.get(FLOAT, at + i * rowStride + p * depthStride) : 0;
                to.set(FLOAT, toAt + p * 16L + i * 4L, value);
            }
        }
    }

    private static void partialPanel(
            MemorySegment from,
            long at,
            long depthStride,
            long columnStride,
            int depth,
            int columns,
            MemorySegment to,
            long toAt) {
        for (int p = 0; p < depth; p++) {
            long row = at + p * depthStride;
            long target = toAt + (long) p * Tile.COLUMNS * 4;
            for (int j = 0; j < columns; j++) {
                to.set(FLOAT, target + j * 4L, from.get(FLOAT, row + j * columnStride));
            }
            for (int j = columns; j < Tile.COLUMNS; j++) {
                to.set(FLOAT, target + j * 4L, 0);
            }
        }
    }
}
