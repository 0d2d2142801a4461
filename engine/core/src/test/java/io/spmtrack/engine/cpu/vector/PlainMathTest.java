package io.spmtrack.engine.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.op.BinaryKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of one number, bit by bit those of vectors, over the whole range. */
@Tag("lanes")
class PlainMathTest {
    private static final int STEP = 40_009;

    private interface One {
        float of(float x);
    }

    private static void same(UnaryOperator<FloatVector> vector, One plain, float most) {
        float[] values = new float[Lanes.L];
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += (long) STEP * Lanes.L) {
            for (int i = 0; i < Lanes.L; i++) {
                values[i] = Math.min(most, Float.intBitsToFloat((int) (bits + (long) i * STEP)));
            }
            FloatVector results = vector.apply(FloatVector.fromArray(Lanes.F, values, 0));
            for (int i = 0; i < Lanes.L; i++) {
                assertEquals(results.lane(i), plain.of(values[i]), "of " + values[i]);
            }
        }
    }

    @Test
    void gelu() {
        same(VectorMath::gelu, PlainMath::gelu, Float.POSITIVE_INFINITY);
    }

    @Test
    void power2() {
        same(VectorMath::power2, PlainMath::power2, 1);
    }

    // Small whole numbers, so that some are equal, with both zeros, infinities and what is no number.
    private static MemorySegment numbers(Arena arena, int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] special = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        MemorySegment data = arena.allocate(4L * count, 64);
        for (int i = 0; i < count; i++) {
            data.setAtIndex(
                    Lanes.FLOAT, i, random.nextInt(4) == 0 ? special[random.nextInt(5)] : random.nextInt(-2, 3));
        }
        return data;
    }

    private static MemorySegment operand(Arena arena, boolean repeated, int count, int seed) {
        if (!repeated) {
            return numbers(arena, count, seed);
        }
        MemorySegment copies = arena.allocate(Lanes.BYTES, 64);
        copies.fill((byte) 0x40); // 3.0039...
        return copies;
    }

    @ParameterizedTest
    @CsvSource({"0, false, false", "5, false, true", "64, true, false", "203, false, false", "1000, true, true"})
    void operandsOfTwo(int count, boolean left, boolean right) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = operand(arena, left, count, 1);
            MemorySegment b = operand(arena, right, count, 2);
            int aStep = left ? 0 : Lanes.BYTES;
            int bStep = right ? 0 : Lanes.BYTES;
            for (BinaryKind kind : BinaryKind.values()) {
                MemorySegment vector = numbers(arena, count, 3);
                MemorySegment plain = numbers(arena, count, 3);
                MemorySegment mixed = numbers(arena, count, 3);
                BinaryLoops.run(kind, a, 0, aStep, b, 0, bStep, vector, 0, count);
                PlainMath.binary(kind, a, 0, aStep, b, 0, bStep, plain, 0, count, 1);
                BinaryLoops.begin(kind, a, 0, aStep, b, 0, bStep, mixed, 0, count);
                assertArrayEquals(vector.toArray(Lanes.FLOAT), plain.toArray(Lanes.FLOAT), kind.name());
                assertArrayEquals(vector.toArray(Lanes.FLOAT), mixed.toArray(Lanes.FLOAT), kind.name());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "5, true", "64, false", "203, true"})
    void choice(int count, boolean repeated) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment condition = numbers(arena, count, 1);
            MemorySegment a = numbers(arena, count, 2);
            MemorySegment b = operand(arena, repeated, count, 3);
            int step = Lanes.BYTES;
            int bStep = repeated ? 0 : step;
            MemorySegment vector = numbers(arena, count, 4);
            MemorySegment plain = numbers(arena, count, 4);
            MemorySegment mixed = numbers(arena, count, 4);
            BinaryLoops.select(condition, 0, step, a, 0, step, b, 0, bStep, vector, 0, count);
            PlainMath.select(condition, 0, step, a, 0, step, b, 0, bStep, plain, 0, count, 1);
            BinaryLoops.beginSelect(condition, 0, step, a, 0, step, b, 0, bStep, mixed, 0, count);
            assertArrayEquals(vector.toArray(Lanes.FLOAT), plain.toArray(Lanes.FLOAT));
            assertArrayEquals(vector.toArray(Lanes.FLOAT), mixed.toArray(Lanes.FLOAT));
        }
    }
}
