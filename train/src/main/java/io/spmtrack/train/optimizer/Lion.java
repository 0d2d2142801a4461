package io.spmtrack.train.optimizer;

import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.UnaryKind;
import java.util.List;

/**
 * Chen et al., NeurIPS 2023: every weight moves by the whole rate, against the sign of the gradient mixed with its moment. With
 * gradient g, moment m, rate η and decay λ: {@code θ ← (1 − ηλ)·θ − η·sign(β₁m + (1 − β₁)g)}, then {@code m ← β₂m + (1 − β₂)g}.
 */
record Lion(OptimizerSettings settings) implements UpdateRule {
    @Override
    public List<String> moments() {
        return List.of("first");
    }

    @Override
    public double[] corrections(long update) {
        return new double[0];
    }

    @Override
    public void record(Tensor weights, List<Tensor> moments, Tensor gradient, Scalars scalars) {
        Tensor moment = moments.getFirst();
        Tensor clipped = gradient.mul(scalars.scale());
        Tensor direction = mixed(moment, clipped, settings.beta1()).unary(UnaryKind.SIGN);
        Tensor decayed = weights.mul(scalars.rate().mul(-scalars.decay()).add(1));
        Tensor moved = decayed.sub(direction.mul(scalars.rate()));
        Tensor next = mixed(moment, clipped, settings.beta2());
        Tensor applies = scalars.finite().expand(weights.shape());
        weights.assign(applies.select(moved, weights));
        moment.assign(applies.select(next, moment));
    }

    private static Tensor mixed(Tensor moment, Tensor gradient, double share) {
        return moment.mul(share).add(gradient.mul(1 - share));
    }
}
