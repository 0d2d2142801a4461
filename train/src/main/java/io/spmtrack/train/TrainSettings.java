package io.spmtrack.train;

import io.spmtrack.model.settings.Inline;
import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;
import io.spmtrack.model.settings.SettingText;
import io.spmtrack.train.keep.KeepSettings;
import io.spmtrack.train.tracking.TrackSettings;

/**
 * Length of a run, batch and validation.
 */
public record TrainSettings(
        @Key(initial = "128", meaning = "samples of a step") int batch,

        @Key(
                initial = "0",
                meaning =
                        "samples whose gradient is computed at a time, a divisor of train.batch; 0 for all of them; fewer need less memory")
        int micro,

        @Key(initial = "174080", meaning = "optimiser steps of the whole run", changeable = true)
        int steps,

        @Key(
                initial = "0",
                meaning = "training stops after this time at the latest, keeping what it has; 0 for no limit",
                changeable = true)
        double minutes,

        @Key(initial = "1024", meaning = "steps between two validations and checkpoints", changeable = true)
        int validateEvery,

        @Key(
                initial = "4096",
                meaning =
                        "samples of a validation, rounded down to whole batches but at least one; 0 for no validation",
                changeable = true)
        int validationSamples,

        @Key(initial = "1", meaning = "threads that prepare samples", changeable = true)
        int loaderThreads,

        @Key(
                initial = "256",
                meaning =
                        "samples prepared while steps run; 0 prepares them between steps, best where a step uses all cores",
                changeable = true)
        int loaderAhead,

        @Key(initial = "42", meaning = "seed of every random decision")
        long seed,

        @Key(
                initial = "none",
                meaning =
                        "what the gradient computes again to save memory: none, or block for every block but the last; same numbers",
                changeable = true)
        Recompute recompute,

        @Key(
                initial = "0",
                meaning =
                        "decay of an exponential moving average of the weights, validated and saved beside them; 0 for none")
        double ema,

        @Key(
                initial = "0",
                meaning =
                        "share of samples whose later references and search crops have the error of the network's own box in the"
                                + " first search crop; published: 0")
        double rollout,

        @Inline KeepSettings keep,
        @Inline TrackSettings tracking) {
    private static final SettingKeys<TrainSettings> KEYS = SettingKeys.of(TrainSettings.class);

    /** Nothing, or the inside of every block but the last. */
    public enum Recompute {
        NONE,
        BLOCK
    }

    // Far beyond use, and low enough for sizes and times that follow from them.
    private static final int MOST = 1 << 16;
    private static final int MOST_THREADS = 1024;
    private static final int MOST_MINUTES = 1_000_000;

    public TrainSettings {
        require(batch >= 1 && batch <= MOST, "batch must lie in 1 to " + MOST);
        require(
                micro == 0 || micro > 0 && batch % micro == 0,
                "micro must be 0 or divide batch=" + batch + ", not " + micro);
        require(steps >= 1, "steps must be at least 1");
        require(minutes >= 0 && minutes <= MOST_MINUTES, "minutes must lie in 0 (no limit) to " + MOST_MINUTES);
        require(validateEvery >= 1, "validate_every must be at least 1");
        require(validationSamples >= 0, "validation_samples must not be negative");
        require(loaderThreads >= 1 && loaderThreads <= MOST_THREADS, "loader_threads must lie in 1 to " + MOST_THREADS);
        require(loaderAhead >= 0 && loaderAhead <= MOST, "loader_ahead must lie in 0 to " + MOST);
        require(ema >= 0 && ema < 1, "ema must lie in 0 (none) to 1, 1 excluded");
        require(rollout >= 0 && rollout <= 1, "rollout must lie in 0 to 1");
    }

    /** Settings of a run that averages nothing, keeps the best and the last weights alone and tracks nothing. */
    public TrainSettings(
            int batch,
            int micro,
            int steps,
            double minutes,
            int validateEvery,
            int validationSamples,
            int loaderThreads,
            int loaderAhead,
            long seed,
            Recompute recompute) {
        this(
                batch,
                micro,
                steps,
                minutes,
                validateEvery,
                validationSamples,
                loaderThreads,
                loaderAhead,
                seed,
                recompute,
                0,
                0,
                KeepSettings.NONE,
                TrackSettings.NONE);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("train: " + message);
        }
    }

    /** The published run: 170 epochs of 131,072 samples in batches of 128. */
    public static TrainSettings published() {
        return KEYS.defaults();
    }

    /** Samples whose gradient is computed at a time. */
    public int microBatch() {
        return micro == 0 ? batch : micro;
    }

    /** Micro-batches of a step. */
    int microBatches() {
        return batch / microBatch();
    }

    /** Batches of a validation: whole ones, and at least one where there is to be any. */
    int validationBatches() {
        return validationSamples == 0 ? 0 : Math.max(1, validationSamples / batch);
    }

    /** These settings with another way of saving memory. */
    public TrainSettings withRecompute(Recompute other) {
        return KEYS.with(this, "recompute=" + SettingText.print(other));
    }

    /** These settings with another number of samples a step, all at a time. */
    public TrainSettings withBatch(int size) {
        return KEYS.with(this, "batch=" + size, "micro=0");
    }
}
