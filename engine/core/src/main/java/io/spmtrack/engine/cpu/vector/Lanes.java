package io.spmtrack.engine.cpu.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width every kernel uses: {@code -Dlanes=512|256|128} bits, else the machine's preferred width. All memory is
 * native, little endian; offsets in this class are in bytes.
 *
 * <p>No kernel may use a second species of the same element type: a 128-bit float load anywhere makes the receivers of all
 * float vector calls ambiguous to the compiler, and the matrix product fell from 110 to 4 GFLOP/s for it.
 */
public final class Lanes {
    public static final VectorSpecies<Float> F = floats();
    public static final VectorSpecies<Integer> I = ints();
    /** Floats in one vector. */
    public static final int L = F.length();
    /** Bytes of one vector. */
    public static final int BYTES = F.vectorByteSize();

    /** Vector registers of this machine, whatever the width in use. */
    public static final int REGISTERS = registers();

    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    // Unaligned layouts spare the alignment check of every access; payloads are aligned anyway.
    public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);

    private static final VectorShuffle<Float> BY_1 = by(1);
    private static final VectorShuffle<Float> BY_2 = by(2);
    private static final VectorShuffle<Float> BY_4 = by(4);
    private static final VectorShuffle<Float> BY_8 = by(8);

    static {
        // Compiled kernels rely on there being no other class of segments, and are thrown away when the first one is
        // loaded.
        MemorySegment.ofArray(new byte[0]);
        MemorySegment.ofArray(new short[0]);
        MemorySegment.ofArray(new int[0]);
        MemorySegment.ofArray(new long[0]);
        MemorySegment.ofArray(new float[0]);
        MemorySegment.ofArray(new double[0]);
    }

    private Lanes() {}

    private static VectorShuffle<Float> by(int lanes) {
        return VectorShuffle.fromOp(F, lane -> (lane + lanes) & (L - 1));
    }

    /**
     * The sum of all lanes, halves added to halves. {@code reduceLanes(ADD)} may add in any order, and does: interpreted code
     * in another one than compiled code, so that a run's numbers would depend on when the compiler was ready.
     */
    public static float sum(FloatVector values) {
        FloatVector sums = values;
        if (L >= 16) {
            sums = sums.add(sums.rearrange(BY_8));
        }
        if (L >= 8) {
            sums = sums.add(sums.rearrange(BY_4));
        }
        if (L >= 4) {
            sums = sums.add(sums.rearrange(BY_2));
        }
        return sums.add(sums.rearrange(BY_1)).lane(0);
    }

    /** The largest lane; NaN if any is. */
    public static float max(FloatVector values) {
        return values.reduceLanes(VectorOperators.MAX);
    }

    private static VectorSpecies<Float> floats() {
        return switch (System.getProperty("lanes", "")) {
            case "512" -> FloatVector.SPECIES_512;
            case "256" -> FloatVector.SPECIES_256;
            case "128" -> FloatVector.SPECIES_128;
            case "" -> FloatVector.SPECIES_PREFERRED;
            case String other -> throw new IllegalArgumentException("lanes: expected 512, 256 or 128, not " + other);
        };
    }

    private static int registers() {
        boolean many = FloatVector.SPECIES_PREFERRED.vectorByteSize() == 64
                || System.getProperty("os.arch").equals("aarch64");
        return many ? 32 : 16;
    }

    private static VectorSpecies<Integer> ints() {
        return F.withLanes(int.class).check(int.class);
    }

    public static FloatVector load(MemorySegment from, long at) {
        return FloatVector.fromMemorySegment(F, from, at, ORDER);
    }

    public static FloatVector load(MemorySegment from, long at, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(F, from, at, ORDER, mask);
    }

    public static void store(FloatVector value, MemorySegment to, long at) {
        value.intoMemorySegment(to, at, ORDER);
    }

    public static void store(FloatVector value, MemorySegment to, long at, VectorMask<Float> mask) {
        value.intoMemorySegment(to, at, ORDER, mask);
    }

    public static IntVector loadInts(MemorySegment from, long at) {
        return IntVector.fromMemorySegment(I, from, at, ORDER);
    }

    public static void store(IntVector value, MemorySegment to, long at) {
        value.intoMemorySegment(to, at, ORDER);
    }

    /** One float of memory in every lane. */
    public static FloatVector spread(MemorySegment from, long at) {
        return FloatVector.broadcast(F, from.get(FLOAT, at));
    }

    public static FloatVector all(float value) {
        return FloatVector.broadcast(F, value);
    }

    /** The first {@code count} lanes (0 to L). */
    public static VectorMask<Float> first(int count) {
        return VectorMask.fromLong(F, (1L << count) - 1);
    }

    /** The largest multiple of the lane count that is at most {@code count}. */
    public static int whole(int count) {
        return count & -L;
    }
}
