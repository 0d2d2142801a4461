package io.spmtrack.engine.cpu.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.spmtrack.engine.cpu.product.Tile;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain steps of attention, bit by bit those of vectors, also where vectors begin. */
@Tag("lanes")
class PlainPowersTest {
    private static final long ROW = 4L * Tile.COLUMNS;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 40})
    void sameBits(int keys) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vector = arena.allocate(ROW * (keys + 3), 64);
            SplittableRandom random = new SplittableRandom(keys);
            for (long at = 0; at < vector.byteSize(); at += 4) {
                vector.set(Lanes.FLOAT, at, (float) random.nextDouble(-20, 20));
            }
            MemorySegment plain = arena.allocate(vector.byteSize(), 64).copyFrom(vector);
            MemorySegment mixed = arena.allocate(vector.byteSize(), 64).copyFrom(vector);
            long statistics = ROW * keys;
            long largest = statistics + 2 * ROW;
            AttentionKernel.largest(vector, 0, keys, statistics, largest);
            AttentionKernel.factor(vector, statistics);
            AttentionKernel.powers(vector, 0, keys, statistics);
            PlainPowers.largest(plain, 0, 0, keys, statistics, largest);
            PlainPowers.factor(plain, statistics);
            PlainPowers.powers(plain, 0, keys, statistics);
            AttentionKernel.begin(mixed, 0, keys, statistics);
            assertArrayEquals(vector.toArray(Lanes.FLOAT), plain.toArray(Lanes.FLOAT));
            assertArrayEquals(vector.toArray(Lanes.FLOAT), mixed.toArray(Lanes.FLOAT));
        }
    }
}
