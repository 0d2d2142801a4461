package io.spmtrack.engine.cpu.vector;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;

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
}
