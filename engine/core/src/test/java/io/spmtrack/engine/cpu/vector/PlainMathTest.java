package io.spmtrack.engine.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
}
