package io.spmtrack.train;

/**
 * AdamW (docs/spec/training.md §3).
 *
 * @param lr highest learning rate
 * @param weightDecay decoupled decay of the default group
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param eps added to the root of the second moment
 * @param maxGradNorm largest L2 norm of all gradients together; larger ones are scaled down
 */
public record OptimizerSettings(
        double lr, double weightDecay, double beta1, double beta2, double eps, double maxGradNorm) {
    public OptimizerSettings {
        require(lr > 0, "lr must be positive");
        require(weightDecay >= 0, "weight_decay must not be negative");
        require(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1, "beta1 and beta2 must lie in [0, 1)");
        require(eps > 0, "eps must be positive");
        require(maxGradNorm > 0, "max_grad_norm must be positive");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("optimizer: " + message);
        }
    }

    /** The published values. */
    public static OptimizerSettings published() {
        return new OptimizerSettings(1e-4, 0.1, 0.9, 0.999, 1e-8, 1.0);
    }
}
