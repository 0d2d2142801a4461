package io.spmtrack.engine.cpu.vector;

import static io.spmtrack.engine.cpu.vector.Lanes.F;
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
public final class VectorMath {
    // Adding 1.5 · 2^23 rounds to an integer, which then stands in the low bits.
    private static final float ROUND = 0x1.8p23f;
    static final float ROUND_BIASED = ROUND + 127;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    static final float LOG2E = 0x1.715476p0f;
    private static final float LN2 = 0x1.62e430p-1f;
    private static final float LN2_HIGH = 0x1.62e400p-1f;
    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    // Here e^x is still 2^-126 times a number near 1, so that one multiplication gives it.
    private static final float LOWEST = -87.6f;
    private static final int SIGN = 0x8000_0000;
    static final int MAGNITUDE = 0x7fff_ffff;
    static final int SIX_BITS = Float.floatToRawIntBits(6);
    private static final int EXPONENT = 0xff80_0000;
    private static final float INV_SQRT_2PI = 0x1.988454p-2f;

    // e^r = 1 + r (1 + r (E2 + r (E3 + ...))) for |r| <= ln 2 / 2: relative error 2e-9 (least maximum, fitted for this
    // class).
    private static final float E2 = 0.49999994f;
    private static final float E3 = 0.16666432f;
    private static final float E4 = 0.041668f;
    private static final float E5 = 0.0083741555f;
    private static final float E6 = 0.0013843654f;
    // 2^r = 1 + r (P1 + r (P2 + ...)) for |r| <= 1/2: relative error 9.2e-8 (least maximum, fitted for this class).
    static final float P1 = 0.693147f;
    static final float P2 = 0.24022242f;
    static final float P3 = 0.055507336f;
    static final float P4 = 0.009671513f;
    static final float P5 = 0.0013264727f;
    // Φ(-t) · e^(t²/2) = H0 + t (H1 + ...) for t in [0, 6]: absolute error of Φ 3.3e-8 (least maximum, fitted for this
    // class).
    static final float H0 = 0.49999997f;
    static final float H1 = -0.39893934f;
    static final float H2 = 0.24995567f;
    static final float H3 = -0.13271925f;
    static final float H4 = 0.06170231f;
    static final float H5 = -0.025148634f;
    static final float H6 = 0.008716776f;
    static final float H7 = -0.0024299033f;
    static final float H8 = 0.0005074274f;
    static final float H9 = -7.27608e-5f;
    static final float H10 = 6.2867553e-6f;
    static final float H11 = -2.441799e-7f;
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
        p = p.fma(r, broadcast(F, 1));
        p = p.fma(r, broadcast(F, 1));
        // 2^n in two factors: neither leaves the normal range, so that the product rounds once into the denormals.
        IntVector exponent = rounded.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        IntVector rest = exponent.sub(half);
        FloatVector y = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        y = y.mul(rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, 0x1.62e430p6f));
        return y.blend(0, x.compare(VectorOperators.LT, -0x1.9fe368p6f));
    }

    /** e^x for x at most 0, 1.5 ulp; below -87.6 it is 0, and NaN stays NaN. */
    public static FloatVector expNegative(FloatVector x) {
        // The rounded number carries the exponent's bias, so that its bits shifted are 2^n.
        FloatVector rounded = x.fma(broadcast(F, LOG2E), broadcast(F, ROUND_BIASED));
        FloatVector n = rounded.sub(ROUND_BIASED);
        FloatVector r = n.fma(broadcast(F, -LN2_LOW), n.fma(broadcast(F, -LN2_HIGH), x));
        FloatVector p = r.fma(broadcast(F, E6), broadcast(F, E5));
        p = p.fma(r, broadcast(F, E4));
        p = p.fma(r, broadcast(F, E3));
        p = p.fma(r, broadcast(F, E2));
        p = p.fma(r, broadcast(F, 1));
        p = p.fma(r, broadcast(F, 1));
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.mul(power).blend(0, x.compare(VectorOperators.LT, LOWEST));
    }

    /** 2^x for x at most 1, 2 ulp; below -126 it is 0, and NaN stays NaN. */
    public static FloatVector power2(FloatVector x) {
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
    public static float expNegative(float x) {
        if (x < LOWEST) {
            return 0;
        }
        float rounded = Math.fma(x, LOG2E, ROUND_BIASED);
        float n = rounded - ROUND_BIASED;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = Math.fma(r, E6, E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, 1);
        p = Math.fma(p, r, 1);
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
        p = p.fma(r, broadcast(F, 1));
        p = p.fma(r, broadcast(F, 1));
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector tail = p.mul(power).blend(0, q.compare(VectorOperators.LT, LOWEST)); // 1 - erf(t)
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

    /** Exact GELU, {@code x · Φ(x) = max(x, 0) - t · Φ(-t)} with t = |x|; absolute error 2.5e-7, or 1.5 ulp if that is more. */
    static FloatVector gelu(FloatVector x) {
        // Beyond 6, t · Φ(-t) is below 6e-9; an integer minimum clamps floats that are not negative.
        FloatVector t = x.reinterpretAsInts().and(MAGNITUDE).min(SIX_BITS).reinterpretAsFloats();
        FloatVector s = t.mul(t);
        FloatVector rounded = s.fma(broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED));
        FloatVector r =
                s.fma(broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED).sub(rounded));
        FloatVector p = r.fma(broadcast(F, P5), broadcast(F, P4));
        p = p.fma(r, broadcast(F, P3));
        p = p.fma(r, broadcast(F, P2));
        p = p.fma(r, broadcast(F, P1));
        p = p.fma(r, broadcast(F, 1));
        p = p.mul(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        FloatVector even = s.fma(broadcast(F, H10), broadcast(F, H8));
        even = even.fma(s, broadcast(F, H6));
        even = even.fma(s, broadcast(F, H4));
        even = even.fma(s, broadcast(F, H2));
        even = even.fma(s, broadcast(F, H0));
        FloatVector odd = s.fma(broadcast(F, H11), broadcast(F, H9));
        odd = odd.fma(s, broadcast(F, H7));
        odd = odd.fma(s, broadcast(F, H5));
        odd = odd.fma(s, broadcast(F, H3));
        odd = odd.fma(s, broadcast(F, H1));
        FloatVector below = odd.fma(t, even).mul(p); // Φ(-t)
        FloatVector positive = x.blend(0, x.compare(VectorOperators.LT, 0));
        return below.fma(t.neg(), positive);
    }

    /** Derivative of {@link #gelu}: {@code Φ(x) + x · e^(-x²/2) / √(2π)}; absolute error 2.5e-7. */
    static FloatVector geluSlope(FloatVector x) {
        FloatVector t = x.reinterpretAsInts().and(MAGNITUDE).min(SIX_BITS).reinterpretAsFloats();
        FloatVector s = t.mul(t);
        FloatVector rounded = s.fma(broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED));
        FloatVector r =
                s.fma(broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED).sub(rounded));
        FloatVector p = r.fma(broadcast(F, P5), broadcast(F, P4));
        p = p.fma(r, broadcast(F, P3));
        p = p.fma(r, broadcast(F, P2));
        p = p.fma(r, broadcast(F, P1));
        p = p.fma(r, broadcast(F, 1));
        p = p.mul(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        FloatVector even = s.fma(broadcast(F, H10), broadcast(F, H8));
        even = even.fma(s, broadcast(F, H6));
        even = even.fma(s, broadcast(F, H4));
        even = even.fma(s, broadcast(F, H2));
        even = even.fma(s, broadcast(F, H0));
        FloatVector odd = s.fma(broadcast(F, H11), broadcast(F, H9));
        odd = odd.fma(s, broadcast(F, H7));
        odd = odd.fma(s, broadcast(F, H5));
        odd = odd.fma(s, broadcast(F, H3));
        odd = odd.fma(s, broadcast(F, H1 - INV_SQRT_2PI));
        FloatVector below = odd.fma(t, even).mul(p); // the slope at -t
        FloatVector slope = below.blend(broadcast(F, 1).sub(below), x.compare(VectorOperators.GT, 0));
        return slope.blend(x, x.test(VectorOperators.IS_NAN));
    }

    /** {@code 1 / (1 + e^-x)}, 3 ulp down to x = -87.6, then 0. */
    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = expNegative(x.abs().neg());
        FloatVector above = broadcast(F, 1).div(e.add(1)); // at |x|
        return above.blend(above.mul(e), x.compare(VectorOperators.LT, 0));
    }

    /** {@code x · sigmoid(x)}, 3 ulp down to x = -87.6, then 0. */
    static FloatVector silu(FloatVector x) {
        // From -100 on the exponential is 0, and the product must stay 0 at infinity.
        FloatVector from = x.blend(-100, x.compare(VectorOperators.LT, -100));
        FloatVector e = expNegative(from.abs().neg());
        FloatVector product = from.blend(from.mul(e), from.compare(VectorOperators.LT, 0));
        return product.div(e.add(1));
    }

    /** Derivative of {@link #silu}: {@code s + x · s · (1 - s)}; absolute error 4e-7. */
    static FloatVector siluSlope(FloatVector x) {
        FloatVector from = x.blend(-100, x.compare(VectorOperators.LT, -100));
        from = from.blend(100, from.compare(VectorOperators.GT, 100));
        FloatVector e = expNegative(from.abs().neg());
        FloatVector above = broadcast(F, 1).div(e.add(1));
        FloatVector below = above.mul(e); // 1 - above without cancellation
        FloatVector s = above.blend(below, x.compare(VectorOperators.LT, 0));
        return above.mul(below).fma(from, s);
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
