package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.F;
import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions on a vector of floats: minimax polynomials with the bound of each stated in ulp of the true result,
 * right for zeros of either sign, denormals, infinities and NaN. {@code VectorMathTest} checks the bounds over the whole range.
 *
 * <p>A function calls another one of this class only as its first steps: after some 25 vector operations the compiler's budget
 * is spent, only the JDK's own methods are still inlined, and any other call would box its vectors. Hence the repeated bodies.
 */
final class VectorMath {
    // Adding 1.5 · 2^23 rounds to an integer, which then stands in the low bits.
    private static final float ROUND = 0x1.8p23f;
    private static final float ROUND_BIASED = ROUND + 127;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final float LOG2E = 0x1.715476p0f;
    private static final float LN2 = 0x1.62e430p-1f;
    private static final float LN2_HIGH = 0x1.62e400p-1f;
    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    private static final int SIGN = 0x8000_0000;
    private static final int EXPONENT = 0xff80_0000;
    private static final float SQRT_HALF = 0x1.6a09e6p-1f;
    private static final float INV_SQRT_2PI = 0x1.988454p-2f;

    // e^r = 1 + r + r² (E1 + r (E2 + ...)) for |r| <= ln 2 / 2 (Cephes expf).
    private static final float E1 = 0.5f;
    private static final float E2 = 0.16666666f;
    private static final float E3 = 0.041665796f;
    private static final float E4 = 0.008333452f;
    private static final float E5 = 0.0013981999f;
    private static final float E6 = 1.9875691e-4f;
    // 2^r = 1 + r (P1 + r (P2 + ...)) for |r| <= 1/2: relative error 9.2e-8 (least maximum, fitted for this class).
    private static final float P1 = 0.693147f;
    private static final float P2 = 0.24022242f;
    private static final float P3 = 0.055507336f;
    private static final float P4 = 0.009671513f;
    private static final float P5 = 0.0013264727f;
    // ln(1 - erf(t)) for t above NEAR, and erf(t) / t - 1 in t² below it (N. Juffa's erff).
    private static final float NEAR = 475f / 512;
    private static final float T6 = -1.7285347e-5f;
    private static final float T5 = 3.8319713e-4f;
    private static final float T4 = -0.0038839644f;
    private static final float T3 = 0.024254622f;
    private static final float T2 = -0.10677788f;
    private static final float T1 = -0.6348467f;
    private static final float T0 = -0.12871751f;
    private static final float N5 = -5.967617e-4f;
    private static final float N4 = 0.0049911942f;
    private static final float N3 = -0.026768135f;
    private static final float N2 = 0.112819925f;
    private static final float N1 = -0.37612534f;
    private static final float N0 = 0.12837917f;

    private VectorMath() {}

    /** e^x, 1.5 ulp; denormal results included. */
    static FloatVector exp(FloatVector x) {
        FloatVector rounded = x.fma(broadcast(F, LOG2E), broadcast(F, ROUND));
        FloatVector n = rounded.sub(ROUND);
        FloatVector r = n.fma(broadcast(F, -LN2_LOW), n.fma(broadcast(F, -LN2_HIGH), x));
        FloatVector p = r.fma(broadcast(F, E6), broadcast(F, E5));
        p = p.fma(r, broadcast(F, E4));
        p = p.fma(r, broadcast(F, E3));
        p = p.fma(r, broadcast(F, E2));
        p = p.fma(r, broadcast(F, E1));
        p = p.fma(r.mul(r), r).add(1);
        // 2^n in two factors: neither leaves the normal range, so that the product rounds once into the denormals.
        IntVector exponent = rounded.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        IntVector rest = exponent.sub(half);
        FloatVector y = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        y = y.mul(rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, 0x1.62e430p6f));
        return y.blend(0, x.compare(VectorOperators.LT, -0x1.9fe368p6f));
    }

    /** e^x for x at most 0, 1.5 ulp; below -87 it is 0, and NaN stays NaN. */
    static FloatVector expNegative(FloatVector x) {
        // The rounded number carries the exponent's bias, so that its bits shifted are 2^n.
        FloatVector rounded = x.fma(broadcast(F, LOG2E), broadcast(F, ROUND_BIASED));
        FloatVector n = rounded.sub(ROUND_BIASED);
        FloatVector r = n.fma(broadcast(F, -LN2_LOW), n.fma(broadcast(F, -LN2_HIGH), x));
        FloatVector p = r.fma(broadcast(F, E6), broadcast(F, E5));
        p = p.fma(r, broadcast(F, E4));
        p = p.fma(r, broadcast(F, E3));
        p = p.fma(r, broadcast(F, E2));
        p = p.fma(r, broadcast(F, E1));
        p = p.fma(r.mul(r), r).add(1);
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.mul(power).blend(0, x.compare(VectorOperators.LT, -87f));
    }

    /** 2^x for x at most 1, 2 ulp; below -126 it is 0, and NaN stays NaN. */
    static FloatVector power2(FloatVector x) {
        FloatVector rounded = x.add(ROUND_BIASED);
        FloatVector r = x.sub(rounded.sub(ROUND_BIASED));
        FloatVector p = r.fma(broadcast(F, P5), broadcast(F, P4));
        p = p.fma(r, broadcast(F, P3));
        p = p.fma(r, broadcast(F, P2));
        p = p.fma(r, broadcast(F, P1));
        p = p.fma(r, broadcast(F, 1));
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.mul(power).blend(0, x.compare(VectorOperators.LT, -126f));
    }

    /** The same for one number, bit for bit. */
    static float expNegative(float x) {
        if (x < -87f) {
            return 0;
        }
        float rounded = Math.fma(x, LOG2E, ROUND_BIASED);
        float n = rounded - ROUND_BIASED;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = Math.fma(r, E6, E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, E1);
        p = Math.fma(p, r * r, r) + 1;
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << 23);
    }

    /** Natural logarithm, 1 ulp; NaN below 0, -∞ at 0 (coefficients of N. Juffa's logf). */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> small = x.compare(VectorOperators.LT, 0x1p-126f);
        FloatVector a = x.blend(x.mul(0x1p23f), small);
        IntVector bits = a.reinterpretAsInts();
        IntVector e = bits.sub(Float.floatToRawIntBits(0.6666667f)).and(EXPONENT);
        FloatVector m = bits.sub(e).reinterpretAsFloats().sub(1);
        FloatVector i = ((FloatVector) e.convert(VectorOperators.I2F, 0))
                .fma(broadcast(F, 0x1p-23f), broadcast(F, 0).blend(-23, small));
        FloatVector s = m.mul(m);
        FloatVector r = s.fma(broadcast(F, -0.13031006f), broadcast(F, -0.12148351f));
        FloatVector t = s.fma(broadcast(F, 0.14086914f), broadcast(F, 0.13981485f));
        r = r.fma(s, broadcast(F, -0.16684613f));
        t = t.fma(s, broadcast(F, 0.20012034f));
        r = r.fma(s, broadcast(F, -0.2499962f));
        r = t.fma(m, r);
        r = r.fma(m, broadcast(F, 0.33333197f));
        r = r.fma(m, broadcast(F, -0.5f));
        r = r.fma(s, m);
        r = i.fma(broadcast(F, LN2), r);
        r = r.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
        r = r.blend(Float.NaN, x.compare(VectorOperators.LT, 0));
        // Infinity and NaN are their own logarithms.
        return r.blend(
                x,
                x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY).not().andNot(x.compare(VectorOperators.LT, 0)));
    }

    /** ln(1 + x), 3 ulp. */
    static FloatVector log1p(FloatVector x) {
        FloatVector u = x.add(1);
        FloatVector lost = x.sub(u.sub(1)).div(u);
        FloatVector y = log(u);
        // At the ends the correction is no number: the logarithm alone is right there.
        return y.add(lost)
                .blend(y, u.compare(VectorOperators.EQ, 0).or(u.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY)))
                .blend(x, x.compare(VectorOperators.EQ, 0));
    }

    /** Error function, 1.5 ulp (coefficients of N. Juffa's erff). */
    static FloatVector erf(FloatVector x) {
        FloatVector t = x.abs();
        FloatVector s = t.mul(t);
        FloatVector q = t.fma(broadcast(F, T6), broadcast(F, T5));
        FloatVector u = t.fma(broadcast(F, T4), broadcast(F, T3));
        q = q.fma(s, u);
        q = q.fma(t, broadcast(F, T2));
        q = q.fma(t, broadcast(F, T1));
        q = q.fma(t, broadcast(F, T0));
        q = q.fma(t, t.neg());
        FloatVector rounded = q.fma(broadcast(F, LOG2E), broadcast(F, ROUND_BIASED));
        FloatVector n = rounded.sub(ROUND_BIASED);
        FloatVector r = n.fma(broadcast(F, -LN2_LOW), n.fma(broadcast(F, -LN2_HIGH), q));
        FloatVector p = r.fma(broadcast(F, E6), broadcast(F, E5));
        p = p.fma(r, broadcast(F, E4));
        p = p.fma(r, broadcast(F, E3));
        p = p.fma(r, broadcast(F, E2));
        p = p.fma(r, broadcast(F, E1));
        p = p.fma(r.mul(r), r).add(1);
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector tail = p.mul(power).blend(0, q.compare(VectorOperators.LT, -87f)); // 1 - erf(t)
        FloatVector near = s.fma(broadcast(F, N5), broadcast(F, N4));
        near = near.fma(s, broadcast(F, N3));
        near = near.fma(s, broadcast(F, N2));
        near = near.fma(s, broadcast(F, N1));
        near = near.fma(s, broadcast(F, N0));
        near = near.fma(x, x);
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        FloatVector far = tail.neg().add(1).reinterpretAsInts().or(sign).reinterpretAsFloats();
        return far.blend(near, t.compare(VectorOperators.LE, NEAR));
    }

    /** Distribution function of the normal distribution, {@code (1 + erf(x / √2)) / 2}, absolute error 1e-7. */
    static FloatVector normal(FloatVector x) {
        FloatVector z = x.mul(SQRT_HALF);
        FloatVector t = z.abs();
        FloatVector s = t.mul(t);
        FloatVector q = t.fma(broadcast(F, T6), broadcast(F, T5));
        FloatVector u = t.fma(broadcast(F, T4), broadcast(F, T3));
        q = q.fma(s, u);
        q = q.fma(t, broadcast(F, T2));
        q = q.fma(t, broadcast(F, T1));
        q = q.fma(t, broadcast(F, T0));
        q = q.fma(t, t.neg());
        FloatVector rounded = q.fma(broadcast(F, LOG2E), broadcast(F, ROUND_BIASED));
        FloatVector n = rounded.sub(ROUND_BIASED);
        FloatVector r = n.fma(broadcast(F, -LN2_LOW), n.fma(broadcast(F, -LN2_HIGH), q));
        FloatVector p = r.fma(broadcast(F, E6), broadcast(F, E5));
        p = p.fma(r, broadcast(F, E4));
        p = p.fma(r, broadcast(F, E3));
        p = p.fma(r, broadcast(F, E2));
        p = p.fma(r, broadcast(F, E1));
        p = p.fma(r.mul(r), r).add(1);
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector tail = p.mul(power).blend(0, q.compare(VectorOperators.LT, -87f)); // 1 - erf(t)
        FloatVector near = s.fma(broadcast(F, N5), broadcast(F, N4));
        near = near.fma(s, broadcast(F, N3));
        near = near.fma(s, broadcast(F, N2));
        near = near.fma(s, broadcast(F, N1));
        near = near.fma(s, broadcast(F, N0));
        near = near.fma(z, z).fma(broadcast(F, 0.5f), broadcast(F, 0.5f));
        tail = tail.mul(0.5f);
        FloatVector far = tail.blend(tail.neg().add(1), x.compare(VectorOperators.GT, 0));
        return far.blend(near, t.compare(VectorOperators.LE, NEAR));
    }

    /** Exact GELU, {@code x · normal(x)}; absolute error 1.5e-7 · max(1, |x|). */
    static FloatVector gelu(FloatVector x) {
        FloatVector below = normal(x);
        return x.mul(below).blend(0, below.compare(VectorOperators.EQ, 0));
    }

    /** Derivative of {@link #gelu}: {@code normal(x) + x · e^(-x²/2) / √(2π)}; absolute error 4e-7. */
    static FloatVector geluSlope(FloatVector x) {
        FloatVector density = expNegative(x.mul(x).mul(-0.5f)).mul(INV_SQRT_2PI);
        FloatVector below = normal(x);
        // Beyond |x| = 13 the density is 0; the product must stay 0 at infinity.
        return below.add(x.mul(density).blend(0, density.compare(VectorOperators.EQ, 0)));
    }

    /** {@code 1 / (1 + e^-x)}, 3 ulp down to x = -88, then 0. */
    static FloatVector sigmoid(FloatVector x) {
        return broadcast(F, 1).div(exp(x.neg()).add(1));
    }

    /** {@code x · sigmoid(x)}, 3 ulp down to x = -88, then 0. */
    static FloatVector silu(FloatVector x) {
        FloatVector s = sigmoid(x);
        return x.mul(s).blend(0, s.compare(VectorOperators.EQ, 0));
    }

    /** Derivative of {@link #silu}: {@code s + x · s · (1 - s)}; absolute error 4e-7. */
    static FloatVector siluSlope(FloatVector x) {
        FloatVector e = exp(x.neg());
        FloatVector s = broadcast(F, 1).div(e.add(1));
        // 1 - s = e · s without cancellation.
        FloatVector slope = s.mul(e.mul(s)).blend(0, s.compare(VectorOperators.EQ, 0));
        // Where the sigmoid is flat the second term is 0, also at infinity.
        return s.add(x.mul(slope).blend(0, slope.compare(VectorOperators.EQ, 0)));
    }

    /** Hyperbolic tangent, 2 ulp (Cephes tanhf). */
    static FloatVector tanh(FloatVector x) {
        FloatVector t = x.abs();
        FloatVector power = exp(t.add(t));
        FloatVector far = broadcast(F, 1).sub(broadcast(F, 2).div(power.add(1)));
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        far = far.reinterpretAsInts().or(sign).reinterpretAsFloats();
        FloatVector s = x.mul(x);
        FloatVector p = s.fma(broadcast(F, -0.0057049887f), broadcast(F, 0.020639088f));
        p = p.fma(s, broadcast(F, -0.053739715f));
        p = p.fma(s, broadcast(F, 0.13331442f));
        p = p.fma(s, broadcast(F, -0.3333328f));
        FloatVector near = p.mul(s).fma(x, x);
        return far.blend(near, t.compare(VectorOperators.LT, 0.625f));
    }

    /** -1, 0 or 1; NaN stays NaN. */
    static FloatVector sign(FloatVector x) {
        FloatVector y = x.blend(1, x.compare(VectorOperators.GT, 0));
        return y.blend(-1, x.compare(VectorOperators.LT, 0));
    }

    /** x where positive, else 0; NaN stays NaN. */
    static FloatVector relu(FloatVector x) {
        return x.blend(0, x.compare(VectorOperators.LT, 0));
    }

    /** 1 for finite numbers, 0 for infinities and NaN. */
    static FloatVector finite(FloatVector x) {
        return broadcast(F, 0).blend(1, x.abs().compare(VectorOperators.LE, Float.MAX_VALUE));
    }
}
