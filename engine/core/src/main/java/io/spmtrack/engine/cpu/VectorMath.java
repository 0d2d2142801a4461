package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.all;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions on a vector of floats: minimax polynomials with the bound of each stated in ulp of the true result,
 * right for zeros of either sign, denormals, infinities and NaN. {@code VectorMathTest} checks the bounds over the whole range.
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

    private VectorMath() {}

    /** e^x, 1.5 ulp; denormal results included. */
    static FloatVector exp(FloatVector x) {
        FloatVector rounded = x.fma(all(LOG2E), all(ROUND));
        FloatVector n = rounded.sub(ROUND);
        FloatVector p = expReduced(reduce(x, n));
        // 2^n in two factors: neither leaves the normal range, so that the product rounds once into the denormals.
        IntVector exponent = rounded.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        FloatVector y = p.mul(power(half)).mul(power(exponent.sub(half)));
        y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, 0x1.62e430p6f));
        return y.blend(0, x.compare(VectorOperators.LT, -0x1.9fe368p6f));
    }

    /** e^x for x at most 0, 1.5 ulp; below -87 it is 0, and NaN stays NaN. */
    static FloatVector expNegative(FloatVector x) {
        // The rounded number carries the exponent's bias, so that its bits shifted are 2^n.
        FloatVector rounded = x.fma(all(LOG2E), all(ROUND_BIASED));
        FloatVector p = expReduced(reduce(x, rounded.sub(ROUND_BIASED)));
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.mul(power).blend(0, x.compare(VectorOperators.LT, -87f));
    }

    private static FloatVector reduce(FloatVector x, FloatVector n) {
        return n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
    }

    // e^r for |r| <= ln 2 / 2 (coefficients of Cephes expf).
    private static FloatVector expReduced(FloatVector r) {
        FloatVector p = r.fma(all(1.9875691e-4f), all(0.0013981999f));
        p = p.fma(r, all(0.008333452f));
        p = p.fma(r, all(0.041665796f));
        p = p.fma(r, all(0.16666666f));
        p = p.fma(r, all(0.5f));
        return p.fma(r.mul(r), r).add(1);
    }

    private static FloatVector power(IntVector exponent) {
        return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /** Natural logarithm, 1 ulp; NaN below 0, -∞ at 0 (coefficients of N. Juffa's logf). */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> small = x.compare(VectorOperators.LT, 0x1p-126f);
        FloatVector a = x.blend(x.mul(0x1p23f), small);
        IntVector bits = a.reinterpretAsInts();
        IntVector e = bits.sub(Float.floatToRawIntBits(0.6666667f)).and(EXPONENT);
        FloatVector m = bits.sub(e).reinterpretAsFloats().sub(1);
        FloatVector i = ((FloatVector) e.convert(VectorOperators.I2F, 0)).fma(all(0x1p-23f), all(0).blend(-23, small));
        FloatVector s = m.mul(m);
        FloatVector r = s.fma(all(-0.13031006f), all(-0.12148351f));
        FloatVector t = s.fma(all(0.14086914f), all(0.13981485f));
        r = r.fma(s, all(-0.16684613f));
        t = t.fma(s, all(0.20012034f));
        r = r.fma(s, all(-0.2499962f));
        r = t.fma(m, r);
        r = r.fma(m, all(0.33333197f));
        r = r.fma(m, all(-0.5f));
        r = r.fma(s, m);
        r = i.fma(all(LN2), r);
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
        FloatVector far = withSign(all(1).sub(erfcFar(t)), x);
        return far.blend(erfNear(x), t.compare(VectorOperators.LE, 475f / 512));
    }

    // 1 - erf(t) for t > 475/512.
    private static FloatVector erfcFar(FloatVector t) {
        FloatVector s = t.mul(t);
        FloatVector r = t.fma(all(-1.7285347e-5f), all(3.8319713e-4f));
        FloatVector u = t.fma(all(-0.0038839644f), all(0.024254622f));
        r = r.fma(s, u);
        r = r.fma(t, all(-0.10677788f));
        r = r.fma(t, all(-0.6348467f));
        r = r.fma(t, all(-0.12871751f));
        return expNegative(r.fma(t, t.neg()));
    }

    private static FloatVector erfNear(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector r = s.fma(all(-5.967617e-4f), all(0.0049911942f));
        r = r.fma(s, all(-0.026768135f));
        r = r.fma(s, all(0.112819925f));
        r = r.fma(s, all(-0.37612534f));
        r = r.fma(s, all(0.12837917f));
        return r.fma(x, x);
    }

    private static FloatVector withSign(FloatVector magnitude, FloatVector sign) {
        return magnitude
                .reinterpretAsInts()
                .or(sign.reinterpretAsInts().and(SIGN))
                .reinterpretAsFloats();
    }

    /** Distribution function of the normal distribution, {@code (1 + erf(x / √2)) / 2}, absolute error 1e-7. */
    static FloatVector normal(FloatVector x) {
        FloatVector z = x.mul(SQRT_HALF);
        FloatVector t = z.abs();
        FloatVector tail = erfcFar(t).mul(0.5f);
        FloatVector far = tail.blend(all(1).sub(tail), x.compare(VectorOperators.GT, 0));
        return far.blend(erfNear(z).fma(all(0.5f), all(0.5f)), t.compare(VectorOperators.LE, 475f / 512));
    }

    /** Exact GELU, {@code x · normal(x)}; absolute error 1.5e-7 · max(1, |x|). */
    static FloatVector gelu(FloatVector x) {
        FloatVector below = normal(x);
        return x.mul(below).blend(0, below.compare(VectorOperators.EQ, 0));
    }

    /** Derivative of {@link #gelu}: {@code normal(x) + x · e^(-x²/2) / √(2π)}; absolute error 4e-7. */
    static FloatVector geluSlope(FloatVector x) {
        FloatVector density = expNegative(x.mul(x).mul(-0.5f)).mul(INV_SQRT_2PI);
        // Beyond |x| = 13 the density is 0; the product must stay 0 at infinity.
        FloatVector second = x.mul(density).blend(0, density.compare(VectorOperators.EQ, 0));
        return normal(x).add(second);
    }

    /** {@code 1 / (1 + e^-x)}, 3 ulp down to x = -88, then 0. */
    static FloatVector sigmoid(FloatVector x) {
        return all(1).div(exp(x.neg()).add(1));
    }

    /** {@code x · sigmoid(x)}, 3 ulp down to x = -88, then 0. */
    static FloatVector silu(FloatVector x) {
        FloatVector s = sigmoid(x);
        return x.mul(s).blend(0, s.compare(VectorOperators.EQ, 0));
    }

    /** Derivative of {@link #silu}: {@code s + x · s · (1 - s)}; absolute error 4e-7. */
    static FloatVector siluSlope(FloatVector x) {
        FloatVector e = exp(x.neg());
        FloatVector s = all(1).div(e.add(1));
        // 1 - s = e · s without cancellation.
        FloatVector slope = s.mul(e.mul(s)).blend(0, s.compare(VectorOperators.EQ, 0));
        // Where the sigmoid is flat the second term is 0, also at infinity.
        return s.add(x.mul(slope).blend(0, slope.compare(VectorOperators.EQ, 0)));
    }

    /** Hyperbolic tangent, 2 ulp (Cephes tanhf). */
    static FloatVector tanh(FloatVector x) {
        FloatVector t = x.abs();
        FloatVector far = withSign(all(1).sub(all(2).div(exp(t.add(t)).add(1))), x);
        FloatVector s = x.mul(x);
        FloatVector p = s.fma(all(-0.0057049887f), all(0.020639088f));
        p = p.fma(s, all(-0.053739715f));
        p = p.fma(s, all(0.13331442f));
        p = p.fma(s, all(-0.3333328f));
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
        return all(0).blend(1, x.abs().compare(VectorOperators.LE, Float.MAX_VALUE));
    }
}
