package io.spmtrack.engine.nn;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tensor;

/**
 * Layer normalisation over the last axis.
 *
 * @param weight scale {@code [D]}
 * @param bias shift {@code [D]}
 * @param epsilon added to the variance
 */
public record LayerNorm(Param weight, Param bias, double epsilon) implements Module {
    /** A layer that starts as the identity on normalised rows. */
    public static LayerNorm of(int width, Role role, double epsilon) {
        return new LayerNorm(Param.of(role, Init.ones(), width), Param.of(role, Init.zeros(), width), epsilon);
    }

    /** {@code [.., D] → [.., D]}. */
    public Tensor apply(Tensor x) {
        return x.layerNorm(x.tape().param(weight), x.tape().param(bias), epsilon);
    }
}
