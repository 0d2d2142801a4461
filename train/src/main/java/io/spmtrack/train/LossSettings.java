package io.spmtrack.train;

/**
 * Weights of the two parts of the loss (docs/spec/training.md §2).
 *
 * @param classificationWeight factor on the cross-entropy
 * @param boxWeight factor on 1 − GIoU
 * @param boxWarmupEpochs first epochs in which the box loss counts ten times
 */
public record LossSettings(double classificationWeight, double boxWeight, int boxWarmupEpochs) {
    /** The published values. */
    public static LossSettings published() {
        return new LossSettings(1, 1, 0);
    }

    /** Factor on the box loss in an epoch counted from 0. */
    public double boxWeight(long epoch) {
        return epoch < boxWarmupEpochs ? 10 * boxWeight : boxWeight;
    }
}
