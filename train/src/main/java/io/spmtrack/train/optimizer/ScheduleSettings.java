package io.spmtrack.train.optimizer;

import io.spmtrack.model.settings.Key;

/**
 * The learning rate over a run (docs/spec/training.md §4); its peak is the optimiser's lr.
 */
public record ScheduleSettings(
        @Key(initial = "2048", meaning = "steps of linear warm-up")
        int warmup,

        @Key(initial = "" + LearningRate.FIRST, meaning = "rate at the first step")
        double warmupLr,

        @Key(initial = "" + LearningRate.LAST, meaning = "rate at the end of the cosine")
        double lrMin) {
    public ScheduleSettings {
        if (warmup < 0 || warmupLr < 0 || lrMin < 0) {
            throw new IllegalArgumentException("schedule: warmup, warmup_lr and lr_min must not be negative");
        }
    }
}
