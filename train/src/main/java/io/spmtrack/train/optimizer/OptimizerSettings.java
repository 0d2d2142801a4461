package io.spmtrack.train.optimizer;

import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;

/**
 * The optimiser (docs/spec/training.md §3).
 */
public record OptimizerSettings(
        @Key(
                initial = "adamw",
                meaning =
                        "adamw or lion, which keeps one moment instead of two and wants beta2=0.99, a third of the rate and"
                                + " three times the decay")
        Kind kind,

        @Key(initial = "1e-4", meaning = "highest learning rate")
        double lr,

        @Key(initial = "0.1", meaning = "decoupled decay of the default group")
        double weightDecay,

        @Key(initial = "0.9", meaning = "decay of the first moment; lion: its share in the direction")
        double beta1,

        @Key(initial = "0.999", meaning = "decay of the second moment; lion: of its only one")
        double beta2,

        @Key(initial = "1e-8", meaning = "added to the root of the second moment; lion: of no use")
        double eps,

        @Key(initial = "1", meaning = "largest L2 norm of all gradients together; larger ones are scaled down")
        double maxGradNorm,

        @Key(
                initial = "1",
                meaning =
                        "factor on the rate of each block per block behind it, and once more for the patch embedding; 1 for"
                                + " the same rate everywhere")
        double layerDecay) {
    /** How gradients change weights. */
    public enum Kind {
        ADAMW,
        LION
    }

    public OptimizerSettings {
        require(lr > 0, "lr must be positive");
        require(weightDecay >= 0, "weight_decay must not be negative");
        require(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1, "beta1 and beta2 must lie in [0, 1)");
        require(eps > 0, "eps must be positive");
        require(layerDecay > 0 && layerDecay <= 1, "layer_decay must lie in (0, 1]");
        require(maxGradNorm > 0, "max_grad_norm must be positive");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("optimizer: " + message);
        }
    }

    /** The published values. */
    public static OptimizerSettings published() {
        return SettingKeys.of(OptimizerSettings.class).defaults();
    }
}
