package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.BYTES;
import static io.spmtrack.engine.cpu.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.loadInts;
import static io.spmtrack.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Copies matrices into the order in which {@link Tile} reads them, padding with zeros. Offsets and strides are in bytes; the
 * depth is the dimension that is summed over. Transpositions zip four vectors, first by elements, then by groups of four.
 */
final class Pack {
    /** Bytes of scratch a thread needs for {@link #panel}: one L x L block. */
    static final long SCRATCH = (long) L * BYTES;

    // Two vectors a and b zipped: a0 b0 a1 b1 ... of the lower and of the upper halves, by elements and by groups of 4.
    private static final IntVector LOW = zip(0, 1);
    private static final IntVector HIGH = zip(L / 2, 1);
    private static final IntVector GROUP_LOW = zip(0, 4);
    private static final IntVector GROUP_HIGH = zip(L / 2, 4);

    private Pack() {}

    private static IntVector zip(int from, int unit) {
        int[] lanes = new int[L];
        for (int i = 0; i < L; i++) {
            int group = i / unit;
            lanes[i] = (from + group / 2 * unit + i % unit + group % 2 * L) % (2 * L);
        }
        return IntVector.fromArray(Lanes.I, lanes, 0);
    }

    /** Packs {@code rows x depth} into strips of 4 rows, {@code [ceil(rows / 4)][depth][4]}. */
    static void strips(
            MemorySegment from, long at, long rowStride, long depthStride, int rows, int depth, float[] to, int toAt) {
        strips(from, at, rowStride, depthStride, rows, depth, to, toAt, 4 * depth);
    }

    /** The same into strips that lie {@code next} elements apart: behind the depth of others, say. */
    static void strips(
            MemorySegment from,
            long at,
            long rowStride,
            long depthStride,
            int rows,
            int depth,
            float[] to,
            int toAt,
            int next) {
        int row = 0;
        if (rowStride == 4) {
            for (; row + L <= rows; row += L) {
                columnsToStrips(from, at + row * 4L, depthStride, depth, to, toAt + (row >> 2) * next, next);
            }
        }
        for (; row < rows; row += 4) {
            int target = toAt + (row >> 2) * next;
            int valid = Math.min(4, rows - row);
            if (valid == 4 && depthStride == 4) {
                rowsToStrip(from, at + row * rowStride, rowStride, depth, to, target);
            } else {
                scalarStrip(from, at + row * rowStride, rowStride, depthStride, valid, 0, depth, to, target);
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
        panel(from, at, depthStride, columnStride, depth, columns, Tile.VECTORS, to, toAt, scratch, scratchAt);
    }

    /** The same into a panel of {@code vectors} vectors, {@code [depth][vectors · L]}, which hold all the columns. */
    static void panel(
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
    static void zero(MemorySegment to, long at, long bytes) {
        for (long i = 0; i < bytes; i += 4) {
            to.set(FLOAT, at + i, 0);
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

    // Four rows whose depth is contiguous: L values of each become L groups of 4.
    private static void rowsToStrip(MemorySegment from, long at, long rowStride, int depth, float[] to, int toAt) {
        int p = 0;
        for (; p + L <= depth; p += L) {
            zip4(from, at + p * 4L, rowStride, LOW, HIGH, to, toAt + 4 * p, L);
        }
        scalarStrip(from, at, rowStride, 4, 4, p, depth, to, toAt);
    }

    // L rows that are contiguous at each depth: groups of 4 of them go to L / 4 strips.
    private static void columnsToStrips(
            MemorySegment from, long at, long depthStride, int depth, float[] to, int toAt, int strip) {
        int p = 0;
        switch (L) {
            case 16 -> {
                for (; p + 4 <= depth; p += 4) {
                    zip4(from, at + p * depthStride, depthStride, GROUP_LOW, GROUP_HIGH, to, toAt + 4 * p, strip);
                }
            }
            case 8 -> {
                for (; p + 2 <= depth; p += 2) {
                    IntVector a = loadInts(from, at + p * depthStride);
                    IntVector b = loadInts(from, at + (p + 1) * depthStride);
                    GROUP_LOW.selectFrom(a, b).reinterpretAsFloats().intoArray(to, toAt + 4 * p);
                    GROUP_HIGH.selectFrom(a, b).reinterpretAsFloats().intoArray(to, toAt + 4 * p + strip);
                }
            }
            default -> {
                for (; p < depth; p++) {
                    Lanes.load(from, at + p * depthStride).intoArray(to, toAt + 4 * p);
                }
            }
        }
        for (int row = 0; row < L; row += 4) {
            scalarStrip(from, at + row * 4L, 4, depthStride, 4, p, depth, to, toAt + (row >> 2) * strip);
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
            for (int group = 0; group < L / 4; group++) {
                zip4(
                        from,
                        at + p * 4L + 4L * group * columnStride,
                        columnStride,
                        LOW,
                        HIGH,
                        scratch,
                        scratchAt + 4L * group * BYTES,
                        BYTES);
            }
            placeGroups(scratch, scratchAt, to, toAt + p * row, row);
        }
        scalarPanel(from, at, 4, columnStride, p, depth, L, to, toAt, row);
    }

    // Scratch holds, for each 4 columns, 4 vectors of groups; group t of vector q belongs to depth q · L / 4 + t.
    private static void placeGroups(MemorySegment scratch, long at, MemorySegment to, long toAt, long row) {
        for (int q = 0; q < 4; q++) {
            long source = at + (long) q * BYTES;
            long target = toAt + q * (L / 4L) * row;
            switch (L) {
                case 16 -> zip4(scratch, source, 4L * BYTES, GROUP_LOW, GROUP_HIGH, to, target, row);
                case 8 -> {
                    IntVector a = loadInts(scratch, source);
                    IntVector b = loadInts(scratch, source + 4L * BYTES);
                    store(GROUP_LOW.selectFrom(a, b), to, target);
                    store(GROUP_HIGH.selectFrom(a, b), to, target + row);
                }
                default -> store(loadInts(scratch, source), to, target);
            }
        }
    }

    // Two rounds of zips: unit i of the four vectors become neighbours.
    private static void zip4(
            MemorySegment from, long at, long step, IntVector low, IntVector high, float[] to, int toAt, int toStep) {
        IntVector v0 = loadInts(from, at);
        IntVector v1 = loadInts(from, at + step);
        IntVector v2 = loadInts(from, at + 2 * step);
        IntVector v3 = loadInts(from, at + 3 * step);
        IntVector even0 = low.selectFrom(v0, v2);
        IntVector even1 = high.selectFrom(v0, v2);
        IntVector odd0 = low.selectFrom(v1, v3);
        IntVector odd1 = high.selectFrom(v1, v3);
        low.selectFrom(even0, odd0).reinterpretAsFloats().intoArray(to, toAt);
        high.selectFrom(even0, odd0).reinterpretAsFloats().intoArray(to, toAt + toStep);
        low.selectFrom(even1, odd1).reinterpretAsFloats().intoArray(to, toAt + 2 * toStep);
        high.selectFrom(even1, odd1).reinterpretAsFloats().intoArray(to, toAt + 3 * toStep);
    }

    private static void zip4(
            MemorySegment from,
            long at,
            long step,
            IntVector low,
            IntVector high,
            MemorySegment to,
            long toAt,
            long toStep) {
        IntVector v0 = loadInts(from, at);
        IntVector v1 = loadInts(from, at + step);
        IntVector v2 = loadInts(from, at + 2 * step);
        IntVector v3 = loadInts(from, at + 3 * step);
        IntVector even0 = low.selectFrom(v0, v2);
        IntVector even1 = high.selectFrom(v0, v2);
        IntVector odd0 = low.selectFrom(v1, v3);
        IntVector odd1 = high.selectFrom(v1, v3);
        store(low.selectFrom(even0, odd0), to, toAt);
        store(high.selectFrom(even0, odd0), to, toAt + toStep);
        store(low.selectFrom(even1, odd1), to, toAt + 2 * toStep);
        store(high.selectFrom(even1, odd1), to, toAt + 3 * toStep);
    }

    private static void scalarStrip(
            MemorySegment from,
            long at,
            long rowStride,
            long depthStride,
            int rows,
            int first,
            int depth,
            float[] to,
            int toAt) {
        for (int p = first; p < depth; p++) {
            for (int i = 0; i < 4; i++) {
                to[toAt + 4 * p + i] = i < rows ? from.get(FLOAT, at + i * rowStride + p * depthStride) : 0;
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
