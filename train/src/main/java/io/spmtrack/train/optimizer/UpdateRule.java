package io.spmtrack.train.optimizer;

import io.spmtrack.engine.Tensor;
import java.util.List;

/** How a clipped gradient changes weights, and the moments that it does so by. */
sealed interface UpdateRule permits AdamW, Lion {
    /** The rule that settings name. */
    static UpdateRule of(OptimizerSettings settings) {
        return switch (settings.kind()) {
            case ADAMW -> new AdamW(settings);
            case LION -> new Lion(settings);
        };
    }

    /** The names of its moments, each of the weights' size. */
    List<String> moments();

    /** Factors of an update that depend on its number alone, counted from 1: as many for each number. */
    double[] corrections(long update);

    /** Records an update in place of weights and moments. */
    void record(Tensor weights, List<Tensor> moments, Tensor gradient, Scalars scalars);

    /**
     * What holds for all weights of a group.
     *
     * @param rate the learning rate
     * @param decay of the weights, in units of the rate
     * @param corrections see {@link UpdateRule#corrections}
     * @param scale factor on the gradient
     * @param finite where it is 0 nothing changes
     */
    record Scalars(Tensor rate, double decay, List<Tensor> corrections, Tensor scale, Tensor finite) {
        public Scalars {
            corrections = List.copyOf(corrections);
        }
    }
}
