package io.spmtrack.engine.cpu.vector;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;

import io.spmtrack.engine.op.BinaryKind;
import java.lang.foreign.MemorySegment;

/** Functions of {@link VectorMath} for one number, bit for bit; see {@link Beginning}. */
public final class PlainMath {
    private PlainMath() {}

    /** As {@link VectorMath#power2}. */
    public static float power2(float x) {
        float rounded = x + VectorMath.ROUND_BIASED;
        float r = x - (rounded - VectorMath.ROUND_BIASED);
        float p = polynomial(r) * Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << 23);
        return x < -126 ? 0 : p;
    }

    // 2^r.
    private static float polynomial(float r) {
        float p = Math.fma(r, VectorMath.P5, VectorMath.P4);
        p = Math.fma(p, r, VectorMath.P3);
        p = Math.fma(p, r, VectorMath.P2);
        p = Math.fma(p, r, VectorMath.P1);
        return Math.fma(p, r, 1);
    }

    /** As {@link UnaryLoops#gelu}. */
    static void gelu(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        for (int i = 0; i < count; i++) {
            y.set(FLOAT, yAt + 4L * i, gelu(x.get(FLOAT, xAt + 4L * i)));
        }
    }

    /** As {@link VectorMath#gelu}. */
    static float gelu(float x) {
        float t =
                Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(x) & VectorMath.MAGNITUDE, VectorMath.SIX_BITS));
        float s = t * t;
        float rounded = Math.fma(s, -0.5f * VectorMath.LOG2E, VectorMath.ROUND_BIASED);
        float r = Math.fma(s, -0.5f * VectorMath.LOG2E, VectorMath.ROUND_BIASED - rounded);
        float p = polynomial(r) * Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << 23);
        float even = Math.fma(s, VectorMath.H10, VectorMath.H8);
        even = Math.fma(even, s, VectorMath.H6);
        even = Math.fma(even, s, VectorMath.H4);
        even = Math.fma(even, s, VectorMath.H2);
        even = Math.fma(even, s, VectorMath.H0);
        float odd = Math.fma(s, VectorMath.H11, VectorMath.H9);
        odd = Math.fma(odd, s, VectorMath.H7);
        odd = Math.fma(odd, s, VectorMath.H5);
        odd = Math.fma(odd, s, VectorMath.H3);
        odd = Math.fma(odd, s, VectorMath.H1);
        float below = Math.fma(odd, t, even) * p;
        float positive = x < 0 ? 0 : x;
        return Math.fma(below, -t, positive);
    }

    /** As {@link BinaryLoops#run}; {@code one} is {@link Beginning#one}. */
    static void binary(
            BinaryKind kind,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count,
            int one) {
        int aNext = Integer.signum(aStep) * 4;
        int bNext = Integer.signum(bStep) * 4;
        for (int i = 0; i < count; i += one) {
            float left = a.get(FLOAT, aAt + (long) aNext * i);
            y.set(FLOAT, yAt + 4L * i, of(kind, left, b.get(FLOAT, bAt + (long) bNext * i)));
        }
    }

    private static float of(BinaryKind kind, float a, float b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case GREATER -> a > b ? 1 : 0;
            case GREATER_EQUAL -> a >= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
        };
    }

    /** As {@link BinaryLoops#select}; {@code one} is {@link Beginning#one}. */
    static void select(
            MemorySegment condition,
            long conditionAt,
            int conditionStep,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count,
            int one) {
        int next = Integer.signum(conditionStep) * 4;
        int aNext = Integer.signum(aStep) * 4;
        int bNext = Integer.signum(bStep) * 4;
        for (int i = 0; i < count; i += one) {
            boolean where = condition.get(FLOAT, conditionAt + (long) next * i) != 0;
            float chosen = where ? a.get(FLOAT, aAt + (long) aNext * i) : b.get(FLOAT, bAt + (long) bNext * i);
            y.set(FLOAT, yAt + 4L * i, chosen);
        }
    }
}
