package io.spmtrack.engine.nn;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Tensor;

/** A layer that maps the last axis linearly, plainly or with an update that is learned. */
public sealed interface Projection extends Module permits Linear, Unbiased, TmoeLinear, LoraLinear {
    /** {@code [.., in] → [.., out]}. */
    Tensor apply(Tensor x);
}
