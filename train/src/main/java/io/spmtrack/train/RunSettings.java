package io.spmtrack.train;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.ModelShorthands;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.crop.Jitter;
import io.spmtrack.model.settings.Group;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.settings.SettingKeys;
import io.spmtrack.model.settings.SettingText;
import io.spmtrack.model.settings.Shorthand;
import io.spmtrack.train.data.AugmentSettings;
import io.spmtrack.train.data.CropSettings;
import io.spmtrack.train.data.SamplingSettings;
import io.spmtrack.train.guard.GuardSettings;
import io.spmtrack.train.optimizer.LearningRate;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.OptimizerSettings;
import io.spmtrack.train.optimizer.ScheduleSettings;
import io.spmtrack.train.optimizer.WeightAverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything a training run depends on. Each component is a group of keys on the command line
 * ({@code optimizer.lr=5e-5}).
 */
public record RunSettings(
        @Group("The network.") ModelSettings model,

        @Group("The online loop; its area factors are those of the crops in training too.")
        TrackerSettings tracker,

        @Group("The data, as SPECs kind:path?option=value&…")
        DataSettings data,

        @Group("How the frames of a sample are drawn.") SamplingSettings sampling,

        @Group("The random displacement and stretching of search crops in training.")
        Jitter jitter,

        @Group("The augmentations of pictures and boxes in training.")
        AugmentSettings augment,

        @Group("Length of a run, batch and validation.") TrainSettings train,
        @Group("The optimiser.") OptimizerSettings optimizer,

        @Group("The learning rate over a run; its peak is optimizer.lr.")
        ScheduleSettings schedule,

        @Group("Weights of the two parts of the loss.") LossSettings loss,

        @Group("What the weights begin with, beside the files that options name.")
        WeightsSettings weights,

        @Group("What a run does when a loss or a gradient is not finite.")
        GuardSettings guard) {
    /** Its keys. */
    public static final SettingKeys<RunSettings> KEYS = SettingKeys.of(RunSettings.class, shorthands());

    private static List<Shorthand> shorthands() {
        List<Shorthand> all = new ArrayList<>(ModelShorthands.ALL);
        all.add(new Shorthand(
                "train.epochs",
                int.class,
                "sets train.steps to so many epochs of sampling.samples_per_epoch",
                Set.of("train.steps"),
                (epochs, values) -> Map.of("train.steps", steps("train.epochs", 1, epochs, values))));
        all.add(new Shorthand(
                "schedule.warmup_epochs",
                int.class,
                "sets schedule.warmup to so many epochs",
                Set.of("schedule.warmup"),
                (epochs, values) -> Map.of("schedule.warmup", steps("schedule.warmup_epochs", 0, epochs, values))));
        return all;
    }

    public RunSettings {
        if (sampling.references() != model.input().references()) {
            sampling = sampling.withReferences(model.input().references());
        }
        if (model.input().searchFrames() != sampling.searchFrames()) {
            model = model.with("search_frames=" + sampling.searchFrames());
        }
        boolean pair = sampling.rule() == SamplingSettings.Rule.PAIR;
        if (pair && (sampling.references() != 1 || sampling.searchFrames() != 1)) {
            throw new IllegalArgumentException("sampling: rule=pair needs model.references=1 and search_frames=1, not "
                    + sampling.references() + " and " + sampling.searchFrames());
        }
        if (train.rollout() > 0 && sampling.references() == 1 && sampling.searchFrames() == 1) {
            throw new IllegalArgumentException("train: rollout=" + SettingText.print(train.rollout())
                    + " needs a later reference or search frame: model.references or sampling.search_frames above 1");
        }
    }

    private static int steps(String key, int least, Object epochs, Map<String, Object> values) {
        int samples = (Integer) values.get("sampling.samples_per_epoch");
        int batch = Math.max(1, (Integer) values.get("train.batch"));
        long steps = (long) (Integer) epochs * Math.max(1, samples / batch);
        if (steps < least || steps > Integer.MAX_VALUE) {
            throw new InputException(
                    key + "=" + epochs + ": makes " + steps + " steps, expected " + least + " to " + Integer.MAX_VALUE);
        }
        return (int) steps;
    }

    /** SPMTrack-B as published. */
    public static RunSettings base() {
        return of("base");
    }

    /** SPMTrack-L as published, with the box loss's warm-up. */
    public static RunSettings large() {
        return of("large");
    }

    /** SPMTrack-G as published. */
    public static RunSettings giant() {
        return of("giant");
    }

    /** A small model from scratch on synthetic sequences, minutes on a laptop. */
    public static RunSettings tiny() {
        return of("tiny");
    }

    private static RunSettings of(String preset) {
        return new Overrides<>(KEYS).preset(Preset.of(preset)).build();
    }

    /** These settings with other values, as rows {@code key=value}. */
    public RunSettings with(String... rows) {
        return KEYS.with(this, rows);
    }

    /** These settings with another network and batch. */
    public RunSettings with(ModelSettings network, int batch) {
        return with(network, train.withBatch(batch));
    }

    /** These settings with another network and other settings of the run. */
    public RunSettings with(ModelSettings network, TrainSettings other) {
        return new RunSettings(
                network, tracker, data, sampling, jitter, augment, other, optimizer, schedule, loss, weights, guard);
    }

    /** Sizes of the crops of a sample. */
    public CropSettings crops() {
        return new CropSettings(
                model.input().templateSize(),
                model.input().searchSize(),
                model.backbone().patch(),
                tracker.templateAreaFactor(),
                tracker.searchAreaFactor(),
                model.streams(),
                jitter);
    }

    /** The optimiser's group of each trained parameter. */
    public Function<Map.Entry<String, Param>, String> groups() {
        return Optimizer.groups(optimizer, model.backbone().depth());
    }

    /** Means of a model's weights, where {@code train.ema} asks for them. */
    Optional<WeightAverage> average(Model of) {
        return train.ema() == 0 ? Optional.empty() : Optional.of(new WeightAverage(of.weights(), train.ema()));
    }

    /** The learning rate of each step. */
    LearningRate learningRate() {
        return new LearningRate(
                schedule.warmupLr(), optimizer.lr(), schedule.lrMin(), train.steps(), schedule.warmup());
    }
}
