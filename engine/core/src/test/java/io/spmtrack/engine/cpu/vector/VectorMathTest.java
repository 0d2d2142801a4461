package io.spmtrack.engine.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.cpu.Scalars;
import io.spmtrack.engine.op.UnaryKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stated error bounds over all exponents of both signs, and exact results at the special values. */
@Tag("lanes")
class VectorMathTest {
    // A prime step through all 2^32 patterns: every exponent, about 65,000 numbers, other ones in each binade.
    private static final int STEP = Integer.getInteger("vectormath.step", 65_521);
    private static final float[] SPECIAL = {
        0,
        -0f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1,
        -1,
        88.72283f,
        88.72285f,
        -87.33654f,
        -103.97f,
        -103.98f,
        1e-8f,
        -1e-8f,
        0.625f,
        475f / 512,
        -475f / 512,
        13,
        -13,
        5.5f,
        -5.5f
    };

    private record Bound(DoubleUnaryOperator truth, double ulps, double absolute) {}

    private static Bound bound(UnaryKind kind) {
        return switch (kind) {
            case NEGATE -> new Bound(x -> -x, 0, 0);
            case EXP -> new Bound(Math::exp, 1.5, 0);
            case LOG -> new Bound(Math::log, 1, 0);
            case LOG1P -> new Bound(Math::log1p, 3, 0);
            case SQRT -> new Bound(Math::sqrt, 0.5, 0);
            case RECIPROCAL -> new Bound(x -> 1 / x, 0.5, 0);
            case ABS -> new Bound(Math::abs, 0, 0);
            case SIGN -> new Bound(Math::signum, 0, 0);
            case SIGMOID -> new Bound(Scalars::sigmoid, 3, 1e-38);
            case TANH -> new Bound(Math::tanh, 2, 0);
            case RELU -> new Bound(x -> x < 0 ? 0 : x, 0, 0);
            case ERF -> new Bound(Scalars::erf, 1.5, 0);
            case GELU -> new Bound(x -> Double.isInfinite(x) ? Math.max(x, 0) : Scalars.gelu(x), 1.5, 2.5e-7);
            case GELU_SLOPE -> new Bound(x -> Double.isInfinite(x) ? (x > 0 ? 1 : 0) : Scalars.geluSlope(x), 0, 2.5e-7);
            case SILU -> new Bound(x -> Double.isInfinite(x) ? Math.max(x, 0) : Scalars.silu(x), 3, 1e-36);
            case SILU_SLOPE -> new Bound(x -> Double.isInfinite(x) ? (x > 0 ? 1 : 0) : Scalars.siluSlope(x), 1, 4e-7);
            case FINITE -> new Bound(x -> Double.isInfinite(x) ? 0 : 1, 0, 0);
        };
    }

    @ParameterizedTest
    @EnumSource
    void errorIsWithinItsBound(UnaryKind kind) {
        int count = (int) ((1L << 32) / STEP);
        float[] x = new float[count + SPECIAL.length];
        for (int i = 0; i < count; i++) {
            x[i] = Float.intBitsToFloat((int) ((long) i * STEP));
        }
        System.arraycopy(SPECIAL, 0, x, count, SPECIAL.length);
        float[] y = apply(kind, x);
        Bound bound = bound(kind);
        for (int i = 0; i < x.length; i++) {
            check(kind, bound, x[i], y[i]);
        }
    }

    /** Powers for scores of attention and softmax, whose arguments are at most 0: below their ends they are 0. */
    @Test
    void powersOfScores() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4L * Lanes.L, 64);
            for (int i = 0; i < 1 << 16; i++) {
                // Every exponent of both signs up to 1, another fraction each time.
                float x = Float.intBitsToFloat(i * 32_749 << 1 | i >>> 15 << 31);
                check("2^x", x, x < -126 ? 0 : Math.pow(2, x), power2(x, memory), x <= 1, 2);
                check("e^x", x, x < -87.6f ? 0 : Math.exp(x), expNegative(x, memory), x <= 0, 1.5);
            }
            assertEquals(1, power2(0, memory));
            assertEquals(0, power2(Float.NEGATIVE_INFINITY, memory));
            assertEquals(1, expNegative(-0f, memory));
            assertEquals(0, expNegative(Float.NEGATIVE_INFINITY, memory));
        }
    }

    private static void check(String what, float x, double truth, float y, boolean stated, double ulps) {
        if (Float.isNaN(x)) {
            assertTrue(Float.isNaN(y), what + " of NaN is " + y);
        } else if (stated) {
            assertTrue(Math.abs(y - truth) <= ulps * Math.ulp((float) truth), what + " at " + x + " is " + y);
        }
    }

    private static float power2(float x, MemorySegment memory) {
        VectorMath.power2(FloatVector.broadcast(Lanes.F, x)).intoMemorySegment(memory, 0, Lanes.ORDER);
        return memory.get(Lanes.FLOAT, 0);
    }

    private static float expNegative(float x, MemorySegment memory) {
        VectorMath.expNegative(FloatVector.broadcast(Lanes.F, x)).intoMemorySegment(memory, 0, Lanes.ORDER);
        assertEquals(memory.get(Lanes.FLOAT, 0), x <= 0 ? VectorMath.expNegative(x) : memory.get(Lanes.FLOAT, 0));
        return memory.get(Lanes.FLOAT, 0);
    }

    private static float[] apply(UnaryKind kind, float[] x) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4L * x.length, 64);
            MemorySegment.copy(x, 0, memory, Lanes.FLOAT, 0, x.length);
            UnaryLoops.run(kind, memory, 0, memory, 0, x.length);
            float[] y = new float[x.length];
            MemorySegment.copy(memory, Lanes.FLOAT, 0, y, 0, x.length);
            return y;
        }
    }

    private static void check(UnaryKind kind, Bound bound, float x, float y) {
        double truth =
                kind == UnaryKind.FINITE && Float.isNaN(x) ? 0 : bound.truth().applyAsDouble(x);
        String what = kind + "(" + x + ") = " + y + ", expected " + truth;
        if (Double.isNaN(truth)) {
            assertTrue(Float.isNaN(y), what);
        } else if (Double.isInfinite((float) truth) || Float.isInfinite(y)) {
            assertEquals((float) truth, y, what);
        } else {
            double allowed = Math.max(bound.ulps() * Math.ulp((float) truth), bound.absolute());
            assertTrue(
                    Math.abs(y - truth) <= allowed + 1e-300,
                    what + " off by " + Math.abs(y - truth) / Math.ulp((float) truth) + " ulp");
        }
    }
}
