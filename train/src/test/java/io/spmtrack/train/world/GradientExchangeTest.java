package io.spmtrack.train.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sum over ranks is a tree of pairs, of the same bits on each. */
class GradientExchangeTest {
    private static final int PIECE = 10_000;

    /** More than two pieces, a range that cannot be divided, one shorter than the ranks, none at all. */
    private static final List<Integer> SIZES = List.of(2 * PIECE + 1001, 37, 2, 0);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7})
    void everyRankHasTheSumOfTheTree(int ranks) throws InterruptedException {
        float[][] expected = new float[SIZES.size()][];
        for (int range = 0; range < expected.length; range++) {
            expected[range] = tree(0, ranks, range);
        }
        ThreadWorld.run(ranks, world -> {
            try (Storage storage =
                    new Storage(SIZES.stream().mapToInt(size -> size).sum())) {
                List<MemorySegment> ranges = ranges(storage, world.rank());
                try (GradientExchange exchange = new GradientExchange(world, ranges, PIECE)) {
                    exchange.sum();
                }
                for (int range = 0; range < expected.length; range++) {
                    assertArrayEquals(
                            expected[range], ranges.get(range).toArray(ValueLayout.JAVA_FLOAT), "range " + range);
                }
            }
        });
    }

    private static List<MemorySegment> ranges(Storage storage, int rank) {
        List<MemorySegment> ranges = new ArrayList<>();
        long from = 0;
        for (int range = 0; range < SIZES.size(); range++) {
            MemorySegment segment = storage.segment().asSlice(from, (long) SIZES.get(range) * Float.BYTES);
            segment.copyFrom(MemorySegment.ofArray(terms(rank, range)));
            ranges.add(segment);
            from += segment.byteSize();
        }
        return ranges;
    }

    /** Terms of very different sizes, so that another order would round differently. */
    private static float[] terms(int rank, int range) {
        Philox.Stream random = new Philox.Stream(rank, range);
        float[] terms = new float[SIZES.get(range)];
        for (int i = 0; i < terms.length; i++) {
            terms[i] = (float) (random.normal() * Math.pow(10, 6 * random.uniform()));
        }
        return terms;
    }

    /** Splits off the largest power of two that is not all. */
    private static float[] tree(int from, int count, int range) {
        if (count == 1) {
            return terms(from, range);
        }
        int half = Integer.highestOneBit(count - 1);
        float[] left = tree(from, half, range);
        float[] right = tree(from + half, count - half, range);
        for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    @Test
    void bytesAreThoseOfTheBuffer() {
        assertEquals(0, GradientExchange.bytes(1));
        assertEquals(16L << 20, GradientExchange.bytes(2));
        assertEquals(4L * 5000 * 5000, GradientExchange.bytes(5000));
    }
}
