package io.spmtrack.model.pair;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;

/**
 * Says the channels of the second picture in those of the visible one, {@code X + β · X · Aᵀ} with {@code A} the row-wise softmax of
 * the cross Gram matrix {@code Vᵀ X / n} over a temperature. β begins at 0.
 *
 * @param temperature one number, the logarithm of the temperature, so that a step of training changes it by a share of itself
 * @param mix β
 */
public record GramAlignment(Param temperature, Param mix) implements Module {
    /** A learned temperature counts as this where it falls below. */
    static final double COLDEST = 0.01;

    static GramAlignment of(GsahfSettings settings) {
        return new GramAlignment(
                Param.trained(new Init.Constant(Math.log(settings.gsahfTemperature())), 1),
                Param.trained(Init.zeros(), 1));
    }

    /**
     * The second picture's features, aligned.
     *
     * @param visible rows of length 1 {@code [B, n, d]}
     * @param other the same of the second picture
     */
    Tensor apply(Tensor visible, Tensor other) {
        Tensor warm = other.tape().param(temperature).exp().max(other.tape().constant(COLDEST));
        Tensor map = gram(visible, other).div(warm).softmax(); // [B, d, d]
        return other.add(other.matmul(map.transpose()).mul(other.tape().param(mix)));
    }

    /** {@code [B, n, d], [B, n, d] → [B, d, d]}. */
    static Tensor gram(Tensor a, Tensor b) {
        return a.transpose().matmul(b).mul(1.0 / a.shape().size(1));
    }

    /** The mean squared difference of the channels' Gram matrices. */
    static Tensor difference(Tensor visible, Tensor aligned) {
        Tensor difference = gram(visible, visible).sub(gram(aligned, aligned));
        Shape shape = difference.shape();
        return difference.mul(difference).sumAll().mul(1.0 / shape.count());
    }
}
