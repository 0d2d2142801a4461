package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.loadInts;

import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Strips of six rows, for machines with 16 vector registers, in vectors of eight or of four floats. Offsets and strides of segments are in
 * bytes, those of arrays in elements.
 *
 * <p>Eight: the floats of two rows are a pair; a step of depth is three pairs, a vector four. AVX2 has no instruction that picks
 * from two vectors, so two rows are zipped by shifts and blends.
 */
final class SixRows {
    private static final int ROWS = 6;
    private static final int PAIR = 8;
    // The first half to the even lanes, the second to the odd ones.
    private static final IntVector HALVES = lanes(0, 4, 1, 5, 2, 6, 3, 7);
    // Pair i of a step goes to vector (3 step + i) / 4, place (3 step + i) % 4: for each i, each of four steps to
    // another place.
    private static final IntVector FIRST = lanes(0, 1, 6, 7, 4, 5, 2, 3);
    private static final IntVector SECOND = lanes(2, 3, 0, 1, 6, 7, 4, 5);
    private static final IntVector THIRD = lanes(4, 5, 2, 3, 0, 1, 6, 7);
    private static final VectorMask<Integer> ODD = mask(0b10101010);
    private static final VectorMask<Integer> PAIR_1 = mask(0b00001100);
    private static final VectorMask<Integer> PAIR_2 = mask(0b00110000);
    private static final VectorMask<Integer> PAIR_3 = mask(0b11000000);
    private static final VectorMask<Integer> FROM_PAIR_1 = mask(0b11111100);
    private static final VectorMask<Integer> FROM_PAIR_2 = mask(0b11110000);

    private SixRows() {}

    private static IntVector lanes(int... lanes) {
        return L == lanes.length ? IntVector.fromArray(Lanes.I, lanes, 0) : IntVector.zero(Lanes.I);
    }

    private static VectorMask<Integer> mask(int lanes) {
        return VectorMask.fromLong(Lanes.I, lanes);
    }

    /** Six rows whose depth is contiguous, L steps. */
    static void rows(MemorySegment from, long at, long rowStride, float[] to, int toAt) {
        if (L == 8) {
            IntVector a = halves(from, at);
            IntVector b = halves(from, at + rowStride);
            IntVector c = halves(from, at + 2 * rowStride);
            IntVector d = halves(from, at + 3 * rowStride);
            IntVector e = halves(from, at + 4 * rowStride);
            IntVector f = halves(from, at + 5 * rowStride);
            steps(firstOfEach(a, b), firstOfEach(c, d), firstOfEach(e, f), to, toAt);
            steps(secondOfEach(a, b), secondOfEach(c, d), secondOfEach(e, f), to, toAt + 4 * ROWS);
        } else {
            // Rows 0 to 3 and 2 to 5: what both write is the same.
            Zip.fourRows(from, at, rowStride, to, toAt, ROWS);
            Zip.fourRows(from, at + 2 * rowStride, rowStride, to, toAt + 2, ROWS);
        }
    }

    private static IntVector halves(MemorySegment from, long at) {
        return HALVES.selectFrom(loadInts(from, at));
    }

    private static IntVector firstOfEach(IntVector a, IntVector b) {
        LongVector upper = b.reinterpretAsLongs().lanewise(VectorOperators.LSHL, Integer.SIZE);
        return a.blend(upper.reinterpretAsInts(), ODD);
    }

    private static IntVector secondOfEach(IntVector a, IntVector b) {
        LongVector lower = a.reinterpretAsLongs().lanewise(VectorOperators.LSHR, Integer.SIZE);
        return lower.reinterpretAsInts().blend(b, ODD);
    }

    // Four steps, given as the pairs of rows 0 and 1, 2 and 3, 4 and 5.
    private static void steps(IntVector a, IntVector b, IntVector c, float[] to, int toAt) {
        IntVector first = FIRST.selectFrom(a);
        IntVector second = SECOND.selectFrom(b);
        IntVector third = THIRD.selectFrom(c);
        // No method of ours around the stores: past C2's limit of nodes only the library's own are inlined, and a
        // vector
        // passed to one that is not is boxed on the heap, on every call.
        first.blend(second, PAIR_1).blend(third, PAIR_2).reinterpretAsFloats().intoArray(to, toAt);
        second.blend(third, PAIR_1).blend(first, PAIR_2).reinterpretAsFloats().intoArray(to, toAt + L);
        third.blend(first, PAIR_1).blend(second, PAIR_2).reinterpretAsFloats().intoArray(to, toAt + 2 * L);
    }

    /** Six rows that are contiguous at each of four steps, {@code depthStride} at least their size. */
    static void columns(MemorySegment from, long at, long depthStride, float[] to, int toAt) {
        long second = at + depthStride;
        long third = second + depthStride;
        long fourth = third + depthStride;
        if (L == 8) {
            // Each vector is the end of a step and the beginning of the next, which is read so much earlier that it
            // stands
            // behind.
            store(loadInts(from, at).blend(loadInts(from, second - 3 * PAIR), PAIR_3), to, toAt);
            store(loadInts(from, second + PAIR).blend(loadInts(from, third - 2 * PAIR), FROM_PAIR_2), to, toAt + L);
            store(loadInts(from, third + 2 * PAIR).blend(loadInts(from, fourth - PAIR), FROM_PAIR_1), to, toAt + 2 * L);
        } else {
            step(from, at, to, toAt);
            step(from, second, to, toAt + ROWS);
            step(from, third, to, toAt + 2 * ROWS);
            step(from, fourth, to, toAt + 3 * ROWS);
        }
    }

    // Floats 0 to 3 and 2 to 5.
    private static void step(MemorySegment from, long at, float[] to, int toAt) {
        store(loadInts(from, at), to, toAt);
        store(loadInts(from, at + PAIR), to, toAt + 2);
    }

    private static void store(IntVector values, float[] to, int toAt) {
        values.reinterpretAsFloats().intoArray(to, toAt);
    }
}
