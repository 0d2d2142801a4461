package io.spmtrack.engine.nn;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Tensor;

/**
 * {@code x · Wᵀ}.
 *
 * @param weight {@code [out, in]}
 */
public record Unbiased(Param weight) implements Projection {
    @Override
    public Tensor apply(Tensor x) {
        return x.linear(x.tape().param(weight));
    }
}
