package io.spmtrack.jmh.lab;

import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.CompilerControl;

/** The engine's powers, for {@link SoftmaxForms} and {@link AttentionForms}: always inlined, since a call would box its vectors. */
final class Powers {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final float ROUND_BIASED = 0x1.8p23f + 127;
    private static final float LOG2E = 0x1.715476p0f;
    private static final float LN2_HIGH = 0x1.62e400p-1f;
    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    private static final float LOWEST = -87.6f;
    // e^r in powers of r from the second on, as the engine has it.
    private static final float[] POWER = {0.49999994f, 0.16666432f, 0.041668f, 0.0083741555f, 0.0013843654f};
    // 2^r in powers of r, as the engine has it.
    private static final float[] POWER2 = {0.693147f, 0.24022242f, 0.055507336f, 0.009671513f, 0.0013264727f};

    private Powers() {}

    /** e^v for v at most 0. */
    @CompilerControl(CompilerControl.Mode.INLINE)
    static FloatVector power(FloatVector v) {
        FloatVector rounded = v.fma(broadcast(F, LOG2E), broadcast(F, ROUND_BIASED));
        FloatVector n = rounded.sub(ROUND_BIASED);
        FloatVector r = n.fma(broadcast(F, -LN2_LOW), n.fma(broadcast(F, -LN2_HIGH), v));
        FloatVector p = r.fma(broadcast(F, POWER[4]), broadcast(F, POWER[3]));
        p = p.fma(r, broadcast(F, POWER[2]));
        p = p.fma(r, broadcast(F, POWER[1]));
        p = p.fma(r, broadcast(F, POWER[0]));
        p = p.fma(r, broadcast(F, 1));
        p = p.fma(r, broadcast(F, 1));
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.mul(power).blend(0, v.compare(VectorOperators.LT, LOWEST));
    }

    /** The same for one number. */
    static float power(float v) {
        if (v < LOWEST) {
            return 0;
        }
        float rounded = Math.fma(v, LOG2E, ROUND_BIASED);
        float n = rounded - ROUND_BIASED;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, v));
        float p = Math.fma(r, POWER[4], POWER[3]);
        p = Math.fma(p, r, POWER[2]);
        p = Math.fma(p, r, POWER[1]);
        p = Math.fma(p, r, POWER[0]);
        p = Math.fma(p, r, 1);
        p = Math.fma(p, r, 1);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << 23);
    }

    /** 2^v for v at most 1. */
    @CompilerControl(CompilerControl.Mode.INLINE)
    static FloatVector power2(FloatVector v) {
        FloatVector rounded = v.add(ROUND_BIASED);
        FloatVector r = v.sub(rounded.sub(ROUND_BIASED));
        FloatVector p = r.fma(broadcast(F, POWER2[4]), broadcast(F, POWER2[3]));
        p = p.fma(r, broadcast(F, POWER2[2]));
        p = p.fma(r, broadcast(F, POWER2[1]));
        p = p.fma(r, broadcast(F, POWER2[0]));
        p = p.fma(r, broadcast(F, 1));
        FloatVector power =
                rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.mul(power).blend(0, v.compare(VectorOperators.LT, -126f));
    }
}
