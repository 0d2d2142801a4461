package io.spmtrack.train;

import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;

/**
 * Weights of the two parts of the loss (docs/spec/training.md §2).
 */
public record LossSettings(
        @Key(initial = "1", meaning = "factor on the cross-entropy of the scores")
        double classificationWeight,

        @Key(initial = "1", meaning = "factor on 1 − GIoU of the boxes")
        double boxWeight,

        @Key(initial = "0", meaning = "first epochs in which the box loss counts ten times")
        int boxWarmupEpochs) {
    /** The published values. */
    public static LossSettings published() {
        return SettingKeys.of(LossSettings.class).defaults();
    }

    /** Factor on the box loss in an epoch counted from 0. */
    public double boxWeight(long epoch) {
        return epoch < boxWarmupEpochs ? 10 * boxWeight : boxWeight;
    }
}
