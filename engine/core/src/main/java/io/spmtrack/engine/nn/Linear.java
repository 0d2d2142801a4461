package io.spmtrack.engine.nn;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.Activation;

/**
 * {@code x · Wᵀ + b}.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}
 */
public record Linear(Param weight, Param bias) implements Projection {
    /** A layer of the given role; weights start as {@code init}, biases at 0. */
    public static Linear of(int in, int out, Role role, Init init) {
        return new Linear(Param.of(role, init, out, in), Param.of(role, Init.zeros(), out));
    }

    @Override
    public Tensor apply(Tensor x) {
        return apply(x, Activation.NONE);
    }

    /** The layer followed by an activation: {@code [.., in] → [.., out]}. */
    public Tensor apply(Tensor x, Activation activation) {
        return x.linear(x.tape().param(weight), x.tape().param(bias), activation);
    }
}
