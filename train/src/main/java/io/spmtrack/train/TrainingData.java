package io.spmtrack.train;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.data.SequenceGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Opens the data SPECs of a run as groups to sample from. */
public final class TrainingData {
    /** Making a sequence costs as much as five of its frames: several samples share one. */
    private static final int SYNTHETIC_USES = 8;

    private static final int COLLAGE_USES = 2;

    private TrainingData() {}

    /**
     * Makes the training samples.
     *
     * @throws InputException if data cannot be opened or holds no sequences
     */
    public static SampleMaker train(RunSettings settings) {
        return SampleMaker.of(
                groups(settings.data().train(), "train"),
                settings.sampling(),
                settings.crops(),
                settings.augment(),
                settings.train().seed());
    }

    /** Makes the validation samples, always the same ones. */
    static SampleMaker val(RunSettings settings) {
        return SampleMaker.of(
                groups(settings.data().val(), "val"),
                settings.sampling()
                        .withSamplesPerEpoch(Math.max(
                                1,
                                settings.train().validationBatches()
                                        * settings.train().batch())),
                settings.crops(),
                settings.augment(),
                settings.train().seed() + 1);
    }

    /**
     * Builds the indexes of a run's large data sets where there are none of the present files.
     *
     * @throws InputException if data cannot be opened
     */
    public static void index(RunSettings settings, IndexWatcher watcher) {
        index(settings.data().train(), "train", watcher);
        index(settings.data().val(), "val", watcher);
    }

    private static void index(List<String> specs, String split, IndexWatcher watcher) {
        for (String text : specs) {
            DataSpec spec = DataSpec.parse(text);
            if (!spec.endless()) {
                Datasets.training(spec, split, watcher);
            }
        }
    }

    private static List<SequenceGroup> groups(List<String> specs, String split) {
        if (specs.isEmpty()) {
            throw new InputException("no data to " + (split.equals("train") ? "train on" : "validate on")
                    + ": give --data kind:path, for example --data synthetic:");
        }
        List<SequenceGroup> groups = new ArrayList<>();
        for (String text : specs) {
            groups.add(group(DataSpec.parse(text), split));
        }
        return groups;
    }

    private static SequenceGroup group(DataSpec spec, String split) {
        Optional<LongFunction<Sequence>> world =
                Datasets.world(spec, spec.split().orElse(split));
        if (world.isPresent()) {
            int uses = spec.benchmark() == Benchmark.SYNTHETIC ? SYNTHETIC_USES : COLLAGE_USES;
            return new SequenceGroup.Endless(spec.weight(), uses, world.get());
        }
        return new SequenceGroup.Listed(
                spec.weight(), Datasets.training(spec, split, IndexWatcher.NONE).members());
    }
}
