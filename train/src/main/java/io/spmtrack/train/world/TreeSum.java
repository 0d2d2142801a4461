package io.spmtrack.train.world;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Adds blocks of floats in pairs, then pairs of pairs: the order depends on the number of blocks alone. */
final class TreeSum {
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    // Few enough bytes for a core's cache, so that with many blocks sums of pairs are still there for the next pairs.
    private static final long PART = 1L << 12;

    private TreeSum() {}

    /**
     * Leaves the sum in the first block.
     *
     * @param blocks one after the other
     * @param length of a block in floats
     */
    static void run(MemorySegment blocks, int count, long length) {
        for (long from = 0; from < length; from += PART) {
            long to = Math.min(length, from + PART);
            for (int width = 1; width < count; width *= 2) {
                for (int i = 0; i + width < count; i += 2 * width) {
                    add(blocks, i * length, (i + width) * length, from, to);
                }
            }
        }
    }

    private static void add(MemorySegment blocks, long sum, long term, long from, long to) {
        long i = from;
        for (; i <= to - LANES.length(); i += LANES.length()) {
            FloatVector left = FloatVector.fromMemorySegment(LANES, blocks, (sum + i) * Float.BYTES, ORDER);
            FloatVector right = FloatVector.fromMemorySegment(LANES, blocks, (term + i) * Float.BYTES, ORDER);
            left.add(right).intoMemorySegment(blocks, (sum + i) * Float.BYTES, ORDER);
        }
        for (; i < to; i++) {
            blocks.setAtIndex(
                    ValueLayout.JAVA_FLOAT,
                    sum + i,
                    blocks.getAtIndex(ValueLayout.JAVA_FLOAT, sum + i)
                            + blocks.getAtIndex(ValueLayout.JAVA_FLOAT, term + i));
        }
    }
}
