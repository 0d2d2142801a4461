package io.spmtrack.train;

/**
 * The learning rate over a run (docs/spec/training.md §4); its peak is the optimiser's lr.
 *
 * @param warmup steps of linear warm-up
 * @param warmupLr rate at the first step
 * @param lrMin rate at the end of the cosine
 */
public record ScheduleSettings(int warmup, double warmupLr, double lrMin) {
    public ScheduleSettings {
        if (warmup < 0 || warmupLr < 0 || lrMin < 0) {
            throw new IllegalArgumentException("schedule: warmup, warmup_lr and lr_min must not be negative");
        }
    }

    /** The published values. */
    public static ScheduleSettings published() {
        return new ScheduleSettings(2 * 1024, LearningRate.FIRST, LearningRate.LAST);
    }
}
