package io.spmtrack.train.optimizer;

import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.AdamWStep;
import java.util.List;

/** Loshchilov and Hutter, ICLR 2019: the first moment over the root of the second, both freed of their bias. */
record AdamW(OptimizerSettings settings) implements UpdateRule {
    @Override
    public List<String> moments() {
        return List.of("first", "second");
    }

    /** {@code 1 − β₁ᵗ} and {@code √(1 − β₂ᵗ)}. */
    @Override
    public double[] corrections(long update) {
        return new double[] {
            1 - Math.pow(settings.beta1(), (double) update), Math.sqrt(1 - Math.pow(settings.beta2(), (double) update))
        };
    }

    @Override
    public void record(Tensor weights, List<Tensor> moments, Tensor gradient, Scalars scalars) {
        weights.tape()
                .add(
                        new AdamWStep(settings.beta1(), settings.beta2(), settings.eps(), scalars.decay()),
                        weights,
                        moments.get(0),
                        moments.get(1),
                        gradient,
                        scalars.rate(),
                        scalars.corrections().get(0),
                        scalars.corrections().get(1),
                        scalars.scale(),
                        scalars.finite());
    }
}
