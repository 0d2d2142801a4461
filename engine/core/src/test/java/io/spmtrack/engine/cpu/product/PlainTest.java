package io.spmtrack.engine.cpu.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain loops, alone and mixed with vectors, bit by bit what the vectors compute; run with {@code -Dvectors.first=true}. */
@Tag("lanes")
class PlainTest {
    private static final long ROW = 4L * Tile.COLUMNS + 8;
    private static final int STRIDE = 4 * (3 * Lanes.L + 5);

    private final SplittableRandom random = new SplittableRandom(3);
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private MemorySegment memory(int count) {
        MemorySegment data = arena.allocate(4L * count, 64);
        MemorySegment.copy(floats(count), 0, data, Lanes.FLOAT, 0, count);
        return data;
    }

    private static float[] values(MemorySegment data) {
        return data.toArray(Lanes.FLOAT);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 12", "2, 1, 24", "2, 17, 16", "1, 40, 36", "2, 41, 40", "2, 96, 28", "1, 33, 4"})
    void tiles(int vectors, int depth, int rows) {
        int written = Tile.written(rows);
        int next = Tile.STRIP * depth + 3;
        float[] a = floats(next * (written / Tile.STRIP + 1) + 5);
        MemorySegment b = memory(depth * vectors * Lanes.L + 1);
        MemorySegment from = memory((int) (ROW / 4) * written + 1);
        MemorySegment vector = memory((int) (ROW / 4) * written + 1);
        MemorySegment plain = arena.allocate(vector.byteSize(), 64).copyFrom(vector);
        MemorySegment mixed = arena.allocate(vector.byteSize(), 64).copyFrom(vector);
        Tile.tiles(vectors, a, 5, next, b, 4, depth, from, 4, ROW, vector, 4, ROW, written);
        Plain.tile(vectors, a, 5, next, b, 4, depth, from, 4, ROW, plain, 4, ROW, written);
        assertArrayEquals(values(vector), values(plain));
        Tile.begin(vectors, a, 5, next, b, 4, depth, from, 4, ROW, mixed, 4, ROW, written);
        assertArrayEquals(values(vector), values(mixed));
    }

    @Test
    void block() {
        MemorySegment from = memory(Lanes.L * STRIDE);
        MemorySegment scratch = arena.allocate(Zip.SCRATCH, 64);
        same(Lanes.L * STRIDE, to -> Plain.block(from, 8, STRIDE, to, 4, STRIDE), to -> {
            Zip.block(from, 8, STRIDE, scratch, 0, to, 4, STRIDE);
        });
    }

    private void same(int count, Consumer<MemorySegment> plain, Consumer<MemorySegment> vector) {
        MemorySegment expected = memory(count);
        MemorySegment result = arena.allocate(expected.byteSize(), 64).copyFrom(expected);
        vector.accept(expected);
        plain.accept(result);
        assertArrayEquals(values(expected), values(result));
    }

    @Test
    void strip() {
        MemorySegment from = memory(Tile.STRIP * STRIDE);
        float[] expected = new float[2 * Lanes.L * 8];
        float[] result = new float[expected.length];
        Zip.strip(from, 8, STRIDE, expected, 3);
        Plain.strip(from, 8, STRIDE, result, 3);
        assertArrayEquals(expected, result);
    }

    @Test
    void strips() {
        MemorySegment from = memory(Zip.DEPTHS * STRIDE);
        int step = Tile.STRIP * Zip.DEPTHS + 2;
        float[] expected = new float[step * (Zip.ROWS / Tile.STRIP + 1) + 8];
        float[] result = new float[expected.length];
        Zip.strips(from, 8, STRIDE, expected, 3, step);
        Plain.strips(from, 8, STRIDE, result, 3, step);
        assertArrayEquals(expected, result);
    }
}
