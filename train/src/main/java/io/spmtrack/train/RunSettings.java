package io.spmtrack.train;

import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.crop.Jitter;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.train.data.AugmentSettings;
import io.spmtrack.train.data.CropSettings;
import io.spmtrack.train.data.SamplingSettings;

/**
 * Everything a training run depends on. Each component is a group of keys on the command line
 * ({@code optimizer.lr=5e-5}); presets are the constants here.
 */
public record RunSettings(
        ModelSettings model,
        TrackerSettings tracker,
        DataSettings data,
        SamplingSettings sampling,
        Jitter jitter,
        AugmentSettings augment,
        TrainSettings train,
        OptimizerSettings optimizer,
        ScheduleSettings schedule,
        LossSettings loss) {
    public RunSettings {
        if (sampling.references() != model.references()) {
            sampling = sampling.withReferences(model.references());
        }
    }

    /** SPMTrack-B as published. */
    public static RunSettings base() {
        return published(
                ModelSettings.base(),
                TrainSettings.published(),
                ScheduleSettings.published(),
                LossSettings.published());
    }

    /** SPMTrack-L as published, with the box loss's warm-up. */
    public static RunSettings large() {
        TrainSettings train = batched(64);
        return published(ModelSettings.large(), train, warmup(train), new LossSettings(1, 1, 2));
    }

    /** SPMTrack-G as published. */
    public static RunSettings giant() {
        TrainSettings train = batched(32);
        return published(ModelSettings.giant(), train, warmup(train), LossSettings.published());
    }

    /** A small model from scratch on synthetic sequences, minutes on a laptop. */
    public static RunSettings tiny() {
        TrackerSettings published = TrackerSettings.published();
        return new RunSettings(
                ModelSettings.tiny(),
                new TrackerSettings(
                        2,
                        3,
                        published.windowPenalty(),
                        published.referenceRule(),
                        published.compat(),
                        published.cropMemory()),
                DataSettings.synthetic(),
                SamplingSettings.PUBLISHED.withSamplesPerEpoch(8192),
                new Jitter(0.2, 0.6, 8, 12),
                new AugmentSettings(0, 0.2, 0.2, 0.2, false, 0.1, 2, 0, 0, 0, 0, 0, 0),
                new TrainSettings(8, 6000, 9.5, 1000, 256, 2, 0, 42, TrainSettings.Recompute.NONE),
                new OptimizerSettings(1e-3, 0.05, 0.9, 0.99, 1e-8, 1.0),
                new ScheduleSettings(50, 1e-5, 1e-5),
                LossSettings.published());
    }

    private static TrainSettings batched(int batch) {
        TrainSettings base = TrainSettings.published();
        int factor = base.batch() / batch;
        return new TrainSettings(
                batch,
                base.steps() * factor,
                0,
                base.validateEvery() * factor,
                base.validationSamples(),
                base.loaderThreads(),
                base.loaderAhead(),
                base.seed(),
                base.recompute());
    }

    private static ScheduleSettings warmup(TrainSettings train) {
        ScheduleSettings published = ScheduleSettings.published();
        return new ScheduleSettings(2 * train.validateEvery(), published.warmupLr(), published.lrMin());
    }

    private static RunSettings published(
            ModelSettings model, TrainSettings train, ScheduleSettings schedule, LossSettings loss) {
        return new RunSettings(
                model,
                TrackerSettings.published(),
                DataSettings.synthetic(),
                SamplingSettings.PUBLISHED,
                Jitter.PUBLISHED,
                AugmentSettings.PUBLISHED,
                train,
                OptimizerSettings.published(),
                schedule,
                loss);
    }

    /** These settings with another network and batch. */
    public RunSettings with(ModelSettings network, int batch) {
        return with(network, train.withBatch(batch));
    }

    /** These settings with another network, length and rhythm. */
    public RunSettings with(ModelSettings network, TrainSettings other) {
        return new RunSettings(network, tracker, data, sampling, jitter, augment, other, optimizer, schedule, loss);
    }

    /** Sizes of the crops of a sample. */
    CropSettings crops() {
        return new CropSettings(
                model.templateSize(),
                model.searchSize(),
                model.patch(),
                tracker.templateAreaFactor(),
                tracker.searchAreaFactor(),
                jitter);
    }

    /** The learning rate of each step. */
    LearningRate learningRate() {
        return new LearningRate(
                schedule.warmupLr(), optimizer.lr(), schedule.lrMin(), train.steps(), schedule.warmup());
    }
}
