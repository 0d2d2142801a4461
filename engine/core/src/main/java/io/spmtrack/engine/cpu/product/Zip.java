package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.product.Tile.STRIP;
import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.loadInts;
import static io.spmtrack.engine.cpu.vector.Lanes.store;

import io.spmtrack.engine.cpu.vector.Beginning;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transpositions of rows of floats by zipping four vectors at a time, first by elements, then by groups of four. Offsets and
 * strides of segments are in bytes, those of arrays in elements.
 */
public final class Zip {
    /** Bytes of scratch that {@link #block} needs. */
    public static final long SCRATCH = (long) L * BYTES;
    /** Floats of each row that {@link #strip} takes. */
    public static final int DEPTH = L;
    /** Rows that {@link #strips} takes: whole strips. */
    public static final int ROWS = STRIP == 6 ? STRIP : L;
    /** How much of the depth {@link #strips} takes. */
    public static final int DEPTHS = STRIP == 6 ? 4 : L / 4;

    // Two vectors a and b zipped: a0 b0 a1 b1 ... of the lower and of the upper halves, by elements and by groups of 4.
    private static final IntVector LOW = zip(Lanes.I, 0, 1);
    private static final IntVector HIGH = zip(Lanes.I, L / 2, 1);
    private static final IntVector GROUP_LOW = zip(Lanes.I, 0, 4);
    private static final IntVector GROUP_HIGH = zip(Lanes.I, L / 2, 4);

    // Vectors take a call so often in a row at first: once is too short to measure.
    private static final int TIMES = 4;
    private static final int PERIOD = 512;
    private static final long COMPILED = 700;
    private static final Beginning BLOCKS = new Beginning(PERIOD, COMPILED);
    private static final Beginning STRIPS = new Beginning(PERIOD, COMPILED);
    private static final Beginning COLUMNS = new Beginning(PERIOD, COMPILED);

    private Zip() {}

    private static IntVector zip(VectorSpecies<Integer> species, int from, int unit) {
        int length = species.length();
        int[] lanes = new int[length];
        for (int i = 0; i < length; i++) {
            int group = i / unit;
            lanes[i] = (from + group / 2 * unit + i % unit + group % 2 * length) % (2 * length);
        }
        return IntVector.fromArray(species, lanes, 0);
    }

    /** {@code to[j][i] = from[i][j]} for L x L floats. */
    public static void block(
            MemorySegment from,
            long at,
            long rowStride,
            MemorySegment scratch,
            long scratchAt,
            MemorySegment to,
            long toAt,
            long toStride) {
        if (!BLOCKS.on()) {
            vectorBlock(from, at, rowStride, scratch, scratchAt, to, toAt, toStride);
        } else if (BLOCKS.plain()) {
            Plain.block(from, at, rowStride, to, toAt, toStride);
        } else {
            long begun = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                vectorBlock(from, at, rowStride, scratch, scratchAt, to, toAt, toStride);
            }
            BLOCKS.took(System.nanoTime() - begun);
        }
    }

    private static void vectorBlock(
            MemorySegment from,
            long at,
            long rowStride,
            MemorySegment scratch,
            long scratchAt,
            MemorySegment to,
            long toAt,
            long toStride) {
        for (int group = 0; group < L / 4; group++) {
            elements(from, at + 4L * group * rowStride, rowStride, scratch, scratchAt + 4L * group * BYTES);
        }
        // For each 4 rows there are 4 vectors of groups; group t of vector q belongs to column q · L / 4 + t.
        for (int q = 0; q < 4; q++) {
            groups(scratch, scratchAt + (long) q * BYTES, to, toAt + q * (L / 4L) * toStride, toStride);
        }
    }

    /** {@link Tile#STRIP} rows of {@link #DEPTH} floats become a strip of that depth. */
    public static void strip(MemorySegment from, long at, long rowStride, float[] to, int toAt) {
        if (!STRIPS.on()) {
            vectorStrip(from, at, rowStride, to, toAt);
        } else if (STRIPS.plain()) {
            Plain.strip(from, at, rowStride, to, toAt);
        } else {
            long begun = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                vectorStrip(from, at, rowStride, to, toAt);
            }
            STRIPS.took(System.nanoTime() - begun);
        }
    }

    private static void vectorStrip(MemorySegment from, long at, long rowStride, float[] to, int toAt) {
        if (STRIP == 6) {
            SixRows.rows(from, at, rowStride, to, toAt);
        } else {
            fourRows(from, at, rowStride, to, toAt, L);
        }
    }

    /** Four rows of L floats become L / 4 steps of depth in each of four vectors, {@code step} apart. */
    static void fourRows(MemorySegment from, long at, long rowStride, float[] to, int toAt, int step) {
        IntVector v0 = loadInts(from, at);
        IntVector v1 = loadInts(from, at + rowStride);
        IntVector v2 = loadInts(from, at + 2 * rowStride);
        IntVector v3 = loadInts(from, at + 3 * rowStride);
        IntVector even0 = LOW.selectFrom(v0, v2);
        IntVector even1 = HIGH.selectFrom(v0, v2);
        IntVector odd0 = LOW.selectFrom(v1, v3);
        IntVector odd1 = HIGH.selectFrom(v1, v3);
        LOW.selectFrom(even0, odd0).reinterpretAsFloats().intoArray(to, toAt);
        HIGH.selectFrom(even0, odd0).reinterpretAsFloats().intoArray(to, toAt + step);
        LOW.selectFrom(even1, odd1).reinterpretAsFloats().intoArray(to, toAt + 2 * step);
        HIGH.selectFrom(even1, odd1).reinterpretAsFloats().intoArray(to, toAt + 3 * step);
    }

    /** {@link #DEPTHS} times {@link #ROWS} contiguous rows go to as many strips as these are, {@code toStep} apart. */
    public static void strips(MemorySegment from, long at, long depthStride, float[] to, int toAt, int toStep) {
        if (!COLUMNS.on()) {
            vectorStrips(from, at, depthStride, to, toAt, toStep);
        } else if (COLUMNS.plain()) {
            Plain.strips(from, at, depthStride, to, toAt, toStep);
        } else {
            long begun = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                vectorStrips(from, at, depthStride, to, toAt, toStep);
            }
            COLUMNS.took(System.nanoTime() - begun);
        }
    }

    private static void vectorStrips(MemorySegment from, long at, long depthStride, float[] to, int toAt, int toStep) {
        if (STRIP == 6) {
            SixRows.columns(from, at, depthStride, to, toAt);
        } else {
            stripsOfFour(from, at, depthStride, to, toAt, toStep);
        }
    }

    private static void stripsOfFour(MemorySegment from, long at, long depthStride, float[] to, int toAt, int toStep) {
        switch (L) {
            case 16 -> {
                IntVector v0 = loadInts(from, at);
                IntVector v1 = loadInts(from, at + depthStride);
                IntVector v2 = loadInts(from, at + 2 * depthStride);
                IntVector v3 = loadInts(from, at + 3 * depthStride);
                IntVector even0 = GROUP_LOW.selectFrom(v0, v2);
                IntVector even1 = GROUP_HIGH.selectFrom(v0, v2);
                IntVector odd0 = GROUP_LOW.selectFrom(v1, v3);
                IntVector odd1 = GROUP_HIGH.selectFrom(v1, v3);
                GROUP_LOW.selectFrom(even0, odd0).reinterpretAsFloats().intoArray(to, toAt);
                GROUP_HIGH.selectFrom(even0, odd0).reinterpretAsFloats().intoArray(to, toAt + toStep);
                GROUP_LOW.selectFrom(even1, odd1).reinterpretAsFloats().intoArray(to, toAt + 2 * toStep);
                GROUP_HIGH.selectFrom(even1, odd1).reinterpretAsFloats().intoArray(to, toAt + 3 * toStep);
            }
            case 8 -> {
                IntVector a = loadInts(from, at);
                IntVector b = loadInts(from, at + depthStride);
                GROUP_LOW.selectFrom(a, b).reinterpretAsFloats().intoArray(to, toAt);
                GROUP_HIGH.selectFrom(a, b).reinterpretAsFloats().intoArray(to, toAt + toStep);
            }
            default -> loadInts(from, at).reinterpretAsFloats().intoArray(to, toAt);
        }
    }

    // Unit i of the four vectors become neighbours: two rounds of zips.
    private static void elements(MemorySegment from, long at, long step, MemorySegment to, long toAt) {
        IntVector v0 = loadInts(from, at);
        IntVector v1 = loadInts(from, at + step);
        IntVector v2 = loadInts(from, at + 2 * step);
        IntVector v3 = loadInts(from, at + 3 * step);
        IntVector even0 = LOW.selectFrom(v0, v2);
        IntVector even1 = HIGH.selectFrom(v0, v2);
        IntVector odd0 = LOW.selectFrom(v1, v3);
        IntVector odd1 = HIGH.selectFrom(v1, v3);
        store(LOW.selectFrom(even0, odd0), to, toAt);
        store(HIGH.selectFrom(even0, odd0), to, toAt + BYTES);
        store(LOW.selectFrom(even1, odd1), to, toAt + 2L * BYTES);
        store(HIGH.selectFrom(even1, odd1), to, toAt + 3L * BYTES);
    }

    private static void groups(MemorySegment from, long at, MemorySegment to, long toAt, long toStep) {
        long step = 4L * BYTES;
        switch (L) {
            case 16 -> {
                IntVector v0 = loadInts(from, at);
                IntVector v1 = loadInts(from, at + step);
                IntVector v2 = loadInts(from, at + 2 * step);
                IntVector v3 = loadInts(from, at + 3 * step);
                IntVector even0 = GROUP_LOW.selectFrom(v0, v2);
                IntVector even1 = GROUP_HIGH.selectFrom(v0, v2);
                IntVector odd0 = GROUP_LOW.selectFrom(v1, v3);
                IntVector odd1 = GROUP_HIGH.selectFrom(v1, v3);
                store(GROUP_LOW.selectFrom(even0, odd0), to, toAt);
                store(GROUP_HIGH.selectFrom(even0, odd0), to, toAt + toStep);
                store(GROUP_LOW.selectFrom(even1, odd1), to, toAt + 2 * toStep);
                store(GROUP_HIGH.selectFrom(even1, odd1), to, toAt + 3 * toStep);
            }
            case 8 -> {
                IntVector a = loadInts(from, at);
                IntVector b = loadInts(from, at + step);
                store(GROUP_LOW.selectFrom(a, b), to, toAt);
                store(GROUP_HIGH.selectFrom(a, b), to, toAt + toStep);
            }
            default -> store(loadInts(from, at), to, toAt);
        }
    }
}
