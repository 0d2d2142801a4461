package io.spmtrack.engine.op;

import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;

/**
 * Several plain ops that a backend may run as one kernel. The expansion is the definition: the gradient by default, what a
 * backend without the kernel runs, and the kernel's test.
 */
public sealed interface Fused extends Compute
        permits Linear,
                LayerNorm,
                LayerNormBackward,
                Softmax,
                Attention,
                AttentionBackward,
                Tmoe,
                TmoeBackward,
                Grouped,
                AdamWStep {
    /** The same outputs in plain (or other fused) ops. */
    Tensor[] expand(Tensor... x);

    @Override
    default Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        Tape tape = x[0].tape();
        int start = tape.size();
        return Grad.through(expand(x), g, x, start);
    }
}
