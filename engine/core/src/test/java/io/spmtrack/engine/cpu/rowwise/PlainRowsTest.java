package io.spmtrack.engine.cpu.rowwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain loops over rows, alone and mixed with vectors, bit by bit what the vectors compute. */
@Tag("lanes")
class PlainRowsTest {
    private static final float MEAN = 0.3f;
    private static final float INVERSE = 1.7f;

    private static MemorySegment memory(Arena arena, int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment data = arena.allocate(4L * count, 64);
        for (int i = 0; i < count; i++) {
            data.setAtIndex(Lanes.FLOAT, i, (float) random.nextDouble(-2, 3));
        }
        return data;
    }

    private static Operand operand(MemorySegment data, int rows, int count) {
        return new Operand(data, Layout.contiguous(Shape.of(rows, count), 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 31, 33, 64, 127, 200, 768})
    void sameBits(int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = memory(arena, 2 * count, count);
            MemorySegment scale = memory(arena, count, 1);
            MemorySegment shift = memory(arena, count, 2);
            MemorySegment vector = memory(arena, 2 * count, 3);
            MemorySegment mixed = memory(arena, 2 * count, 3);
            long next = 4L * count;
            float sum = LayerNormKernel.normalize(x, 0, MEAN, INVERSE, scale, 0, shift, 0, vector, 0, next, count);
            assertEquals(sum, PlainRows.sum(x, next, count));
            assertEquals(Rows.squares(x, next, count, MEAN), PlainRows.squares(x, next, count, MEAN));
            LayerNormKernel kernel = new LayerNormKernel(
                    operand(x, 2, count),
                    operand(scale, 1, count),
                    operand(shift, 1, count),
                    operand(mixed, 2, count),
                    0);
            for (int front : new int[] {count, kernel.front()}) {
                assertEquals(sum, kernel.begin(front, 0, MEAN, INVERSE, 0, next));
                assertArrayEquals(vector.toArray(Lanes.FLOAT), mixed.toArray(Lanes.FLOAT));
                mixed.copyFrom(memory(arena, 2 * count, 3));
            }
        }
    }
}
