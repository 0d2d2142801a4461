package io.spmtrack.engine.validating;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.Fused;
import java.util.List;
import java.util.Map;

/**
 * Finds the first wrong kernel of another backend: each step runs on it and on the reference, from the same operands, and
 * the first step out of tolerance stops the run with op, shapes, both values and the model line. Slow, for debugging.
 */
public final class ValidatingBackend implements Backend {
    /** Sums of some thousand terms in 32-bit floats stay well within this; a wrong kernel is off by far more. */
    private static final double TOLERANCE = 1e-4;

    /** Factors are rounded by 2⁻¹¹ of their size at most, most by less and to either side: eight times that. */
    private static final double ROUNDED_FACTORS = 0x1p-8;

    private final Backend wrapped;
    private final double tolerance;
    private final boolean finite;

    /** Compares with a tolerance of 10⁻⁴ of the largest magnitude, 2⁻⁸ where factors of products are rounded. */
    public ValidatingBackend(Backend wrapped) {
        this(wrapped, wrapped.precision() == Precision.FP32 ? TOLERANCE : ROUNDED_FACTORS);
    }

    /**
     * Compares every result of every step.
     *
     * @param wrapped the backend to validate; parameters stay in host memory and are copied to it for each step
     * @param tolerance allowed difference relative to the largest finite magnitude of the result
     */
    public ValidatingBackend(Backend wrapped, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + " is not a number from 0");
        }
        this(wrapped, tolerance, false);
    }

    private ValidatingBackend(Backend wrapped, double tolerance, boolean finite) {
        this.wrapped = wrapped;
        this.tolerance = tolerance;
        this.finite = finite;
    }

    /**
     * Runs step by step without the reference, so at nearly the speed of the wrapped backend, and looks at every result: a
     * run throws a {@link NotFiniteException} at the first one that is infinite or not a number.
     */
    public static ValidatingBackend finite(Backend wrapped) {
        return new ValidatingBackend(wrapped, TOLERANCE, true);
    }

    @Override
    public String name() {
        return "validating " + wrapped.name();
    }

    @Override
    public boolean fuses(Fused op, List<TensorType> in) {
        return wrapped.fuses(op, in);
    }

    /** A session whose {@link Session#run} throws an {@link IllegalStateException} at the first step out of tolerance. */
    @Override
    public Session load(Map<String, Plan> programs) {
        return new ValidatingSession(programs, wrapped, tolerance, finite);
    }
}
