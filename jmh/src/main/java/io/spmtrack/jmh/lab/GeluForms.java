package io.spmtrack.jmh.lab;

import static jdk.incubator.vector.FloatVector.broadcast;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ways to compute the exact GELU of 65,536 numbers in cache; the score is elements a second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class GeluForms {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final int COUNT = 1 << 16;
    private static final float ROUND_BIASED = 0x1.8p23f + 127;
    private static final float LOG2E = 0x1.715476p0f;
    private static final int MAGNITUDE = 0x7fff_ffff;
    // Φ(-t) · e^(t²/2) in powers of t, as the engine has it.
    private static final float[] TAIL = {
        0.49999997f,
        -0.39893934f,
        0.24995567f,
        -0.13271925f,
        0.06170231f,
        -0.025148634f,
        0.008716776f,
        -0.0024299033f,
        0.0005074274f,
        -7.27608e-5f,
        6.2867553e-6f,
        -2.441799e-7f
    };
    // 2^r - 1 in powers of r, without the first.
    private static final float[] POWER = {0.693147f, 0.24022242f, 0.055507336f, 0.009671513f, 0.0013264727f};
    // erf(t / √2) / t in powers of w = 2 t² / 5.3² - 1: fitted with error 3.8e-8, but float arithmetic leaves 3e-7.
    private static final float[] ODD = {
        0.26678512f,
        -0.133037f,
        0.09852833f,
        -0.07917786f,
        0.06415905f,
        -0.050596558f,
        0.03785161f,
        -0.026371157f,
        0.017656604f,
        -0.011698683f,
        0.0062693544f,
        -0.0021922914f,
        0.001464623f,
        -0.0015289934f,
        0.0005671001f
    };
    private static final float END = 5.3f;

    private final float[] x = new float[COUNT];
    private final float[] y = new float[COUNT];

    /** Numbers from -8 to 8, and every form against the series of the normal distribution. */
    @Setup
    public void setUp() {
        for (int i = 0; i < COUNT; i++) {
            x[i] = 16f * i / COUNT - 8;
        }
        check("exponential", exponential(), 2.5e-7);
        check("masked", masked(), 2.5e-7);
        check("polynomial", polynomial(), 1.2e-6);
    }

    private void check(String what, float[] results, double bound) {
        for (int i = 0; i < COUNT; i += 97) {
            double truth = x[i] * distribution(x[i]);
            double allowed = Math.max(bound, 1.5 * Math.ulp((float) truth));
            if (!(Math.abs(results[i] - truth) <= allowed)) {
                throw new IllegalStateException(what + " at " + x[i] + ": " + results[i] + ", expected " + truth);
            }
        }
    }

    // Φ by its series, whose terms are all positive.
    private static double distribution(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The engine's: max(x, 0) - t · e^(-t²/2) · (polynomial of degree 11 in t); 1.95 G/s on one core of a Zen 4. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public float[] exponential() {
        for (int i = 0; i < COUNT; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            FloatVector t = magnitude(v, 6);
            FloatVector s = t.mul(t);
            FloatVector rounded = s.fma(broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED));
            FloatVector r = s.fma(
                    broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED).sub(rounded));
            FloatVector p = r.fma(broadcast(F, POWER[4]), broadcast(F, POWER[3]));
            p = p.fma(r, broadcast(F, POWER[2]));
            p = p.fma(r, broadcast(F, POWER[1]));
            p = p.fma(r, broadcast(F, POWER[0]));
            p = p.fma(r, broadcast(F, 1));
            IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            p = p.mul(power.reinterpretAsFloats());
            FloatVector even = s.fma(broadcast(F, TAIL[10]), broadcast(F, TAIL[8]));
            even = even.fma(s, broadcast(F, TAIL[6]));
            even = even.fma(s, broadcast(F, TAIL[4]));
            even = even.fma(s, broadcast(F, TAIL[2]));
            even = even.fma(s, broadcast(F, TAIL[0]));
            FloatVector odd = s.fma(broadcast(F, TAIL[11]), broadcast(F, TAIL[9]));
            odd = odd.fma(s, broadcast(F, TAIL[7]));
            odd = odd.fma(s, broadcast(F, TAIL[5]));
            odd = odd.fma(s, broadcast(F, TAIL[3]));
            odd = odd.fma(s, broadcast(F, TAIL[1]));
            FloatVector below = odd.fma(t, even).mul(p);
            v.blend(0, v.compare(VectorOperators.LT, 0)).sub(t.mul(below)).intoArray(y, i);
        }
        return y;
    }

    /** The same with a mask in every round, so that the rest of a row needs no second loop; 1.80 G/s. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public float[] masked() {
        for (int i = 0; i < COUNT; i += L) {
            VectorMask<Float> some = VectorMask.fromLong(F, (1L << Math.min(L, COUNT - i)) - 1);
            FloatVector v = FloatVector.fromArray(F, x, i, some);
            FloatVector t = magnitude(v, 6);
            FloatVector s = t.mul(t);
            FloatVector rounded = s.fma(broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED));
            FloatVector r = s.fma(
                    broadcast(F, -0.5f * LOG2E), broadcast(F, ROUND_BIASED).sub(rounded));
            FloatVector p = r.fma(broadcast(F, POWER[4]), broadcast(F, POWER[3]));
            p = p.fma(r, broadcast(F, POWER[2]));
            p = p.fma(r, broadcast(F, POWER[1]));
            p = p.fma(r, broadcast(F, POWER[0]));
            p = p.fma(r, broadcast(F, 1));
            IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            p = p.mul(power.reinterpretAsFloats());
            FloatVector even = s.fma(broadcast(F, TAIL[10]), broadcast(F, TAIL[8]));
            even = even.fma(s, broadcast(F, TAIL[6]));
            even = even.fma(s, broadcast(F, TAIL[4]));
            even = even.fma(s, broadcast(F, TAIL[2]));
            even = even.fma(s, broadcast(F, TAIL[0]));
            FloatVector odd = s.fma(broadcast(F, TAIL[11]), broadcast(F, TAIL[9]));
            odd = odd.fma(s, broadcast(F, TAIL[7]));
            odd = odd.fma(s, broadcast(F, TAIL[5]));
            odd = odd.fma(s, broadcast(F, TAIL[3]));
            odd = odd.fma(s, broadcast(F, TAIL[1]));
            FloatVector below = odd.fma(t, even).mul(p);
            v.blend(0, v.compare(VectorOperators.LT, 0)).sub(t.mul(below)).intoArray(y, i, some);
        }
        return y;
    }

    /** No exponential, erf as an odd polynomial of degree 29; 2.32 G/s, but errors of 8e-7 where the others have 1.7e-7. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public float[] polynomial() {
        for (int i = 0; i < COUNT; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            FloatVector t = magnitude(v, END);
            FloatVector w = t.mul(t).fma(broadcast(F, 2 / (END * END)), broadcast(F, -1));
            FloatVector s = w.mul(w);
            FloatVector even = s.fma(broadcast(F, ODD[14]), broadcast(F, ODD[12]));
            even = even.fma(s, broadcast(F, ODD[10]));
            even = even.fma(s, broadcast(F, ODD[8]));
            even = even.fma(s, broadcast(F, ODD[6]));
            even = even.fma(s, broadcast(F, ODD[4]));
            even = even.fma(s, broadcast(F, ODD[2]));
            even = even.fma(s, broadcast(F, ODD[0]));
            FloatVector odd = s.fma(broadcast(F, ODD[13]), broadcast(F, ODD[11]));
            odd = odd.fma(s, broadcast(F, ODD[9]));
            odd = odd.fma(s, broadcast(F, ODD[7]));
            odd = odd.fma(s, broadcast(F, ODD[5]));
            odd = odd.fma(s, broadcast(F, ODD[3]));
            odd = odd.fma(s, broadcast(F, ODD[1]));
            FloatVector erf = odd.fma(w, even).mul(t);
            FloatVector half = v.mul(0.5f);
            half.abs().fma(erf, half).intoArray(y, i);
        }
        return y;
    }

    private static FloatVector magnitude(FloatVector v, float end) {
        return v.reinterpretAsInts()
                .and(MAGNITUDE)
                .min(Float.floatToRawIntBits(end))
                .reinterpretAsFloats();
    }
}
