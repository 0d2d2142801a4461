package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.model.Model;
import io.spmtrack.model.weights.ModelFile;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.train.data.LoaderSettings;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleLoader;
import io.spmtrack.train.data.SampleMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains a model in a folder: {@code log.jsonl}, TensorBoard's event file, {@code checkpoint/state.safetensors} to go on from,
 * {@code checkpoint/last.safetensors} and {@code checkpoint/best.safetensors} to track with. Every decision depends on the
 * seed and the step alone, so a run that was killed and resumed gives the numbers of one that was not.
 */
public final class Trainer implements AutoCloseable {
    private static final int MOST_POISONED = 10;
    // A killed run loses what it did since then at most.
    private static final long SAVE_EVERY = TimeUnit.MINUTES.toNanos(2);

    private final RunSettings settings;
    private final Path folder;
    private final Model model;
    private final Optimizer optimizer;
    private final TrainStep step;
    private final SampleMaker samples;
    private final SampleMaker validation;
    private final Map<String, Param> state = new LinkedHashMap<>();
    private long done;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private long saved;

    /**
     * A new run with freshly initialised weights.
     *
     * @throws InputException if the data cannot be opened or the folder cannot be written
     */
    public Trainer(RunSettings settings, Path folder, Backend backend) {
        this.settings = settings;
        this.folder = folder;
        this.samples = TrainingData.train(settings);
        this.validation = TrainingData.val(settings);
        checkLength();
        this.model = new Model(settings.model(), settings.tracker(), Optimizer::group);
        model.initialize(settings.train().seed());
        this.optimizer = new Optimizer(model.weights(), settings.optimizer());
        TrainSettings train = settings.train();
        this.step = new TrainStep(model, optimizer, settings.loss(), train, backend);
        state.putAll(model.weights().parameters());
        state.putAll(optimizer.moments());
        try {
            Files.createDirectories(folder.resolve("checkpoint"));
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be created: " + e.getMessage(), e);
        }
    }

    private void checkLength() {
        if (samples.samplesPerEpoch() < settings.train().batch()) {
            throw new InputException("sampling.samples_per_epoch=" + samples.samplesPerEpoch()
                    + " is less than train.batch=" + settings.train().batch() + ": an epoch holds at least one batch");
        }
    }

    /**
     * Takes up the run of this folder where its checkpoint is; without one it starts anew.
     *
     * @throws InputException if the checkpoint is damaged, of other settings or more steps, or gone while weights of the run
     *     are still there
     */
    public void resume() {
        Path file = stateFile();
        if (!Files.exists(file) && Files.exists(lastFile())) {
            throw new InputException(
                    file + ": is missing, and starting again would replace the weights beside it; put it"
                            + " back, or start a new run in another folder");
        }
        if (Files.exists(file)) {
            Checkpoint checkpoint = Checkpoint.load(file, state, fingerprint());
            if (checkpoint.step() > settings.train().steps()) {
                throw new InputException("train.steps=" + settings.train().steps() + ": the run in " + folder
                        + " has made " + checkpoint.step() + " already; leave it out or name more");
            }
            done = checkpoint.step();
            step.applied(checkpoint.applied());
            bestLoss = checkpoint.bestLoss();
            step.push();
        }
    }

    /**
     * Begins with a pretrained DINOv2 backbone instead of random values (docs/spec/model.md §2).
     *
     * @throws InputException if the file is absent or damaged, or another backbone
     */
    public void backbone(Path file) {
        Weights.backbone(file, model);
        step.push();
    }

    private Path stateFile() {
        return folder.resolve("checkpoint").resolve("state.safetensors");
    }

    private Path lastFile() {
        return folder.resolve("checkpoint").resolve("last.safetensors");
    }

    /** The weights to track with: of the lowest box loss in validation, or the last where there is none. */
    public Path bestFile() {
        return folder.resolve("checkpoint").resolve("best.safetensors");
    }

    /**
     * Settings that must not change within a run. Those of its length, its validation, its memory and threads may, and its data,
     * which may lie elsewhere now.
     */
    private String fingerprint() {
        return String.join(
                " ",
                settings.model().toString(),
                settings.sampling().toString(),
                settings.jitter().toString(),
                settings.augment().toString(),
                settings.crops().toString(),
                settings.optimizer().toString(),
                settings.schedule().toString(),
                settings.loss().toString(),
                "batch " + settings.train().batch(),
                "seed " + settings.train().seed());
    }

    /** The model in training. */
    public Model model() {
        return model;
    }

    /** Steps made so far. */
    public long done() {
        return done;
    }

    /**
     * Trains to the end, to the time limit, or until asked to stop; all that was done is saved then.
     *
     * @param events told of every step
     * @param stop asked before every step
     * @throws IllegalStateException if the loss is not finite ten times in a row
     */
    public void run(Consumer<TrainingEvent> events, BooleanSupplier stop) {
        TrainSettings train = settings.train();
        int perEpoch = samples.samplesPerEpoch() / train.batch();
        LoaderSettings loading = new LoaderSettings(train.loaderThreads(), train.loaderAhead());
        try (TrainingLog log = new TrainingLog(folder.resolve("log.jsonl"), done);
                EventFile curves = new EventFile(folder, done);
                SampleLoader loader =
                        new SampleLoader(samples, loading, perEpoch * train.batch(), done * train.batch())) {
            Consumer<TrainingEvent> tell = event -> {
                log.add(event);
                curves.add(event);
                events.accept(event);
            };
            events.accept(new TrainingEvent.Started(done, train.steps()));
            TrainingEvent.Reason reason = loop(loader, perEpoch, tell, stop);
            events.accept(new TrainingEvent.Stopped(done, reason));
        }
    }

    private TrainingEvent.Reason loop(
            SampleLoader loader, int perEpoch, Consumer<TrainingEvent> tell, BooleanSupplier stop) {
        TrainSettings train = settings.train();
        long end = System.nanoTime() + (long) (train.minutes() * 60e9);
        saved = System.nanoTime();
        int poisoned = 0;
        while (done < train.steps()) {
            if (stop.getAsBoolean()) {
                save(tell);
                return TrainingEvent.Reason.ASKED;
            }
            if (train.minutes() > 0 && System.nanoTime() > end) {
                finish(tell);
                return TrainingEvent.Reason.TIME;
            }
            TrainingEvent.Stepped event = step(loader, perEpoch);
            tell.accept(event);
            poisoned = Double.isFinite(event.loss()) && Double.isFinite(event.gradNorm()) ? 0 : poisoned + 1;
            if (poisoned == MOST_POISONED) {
                throw new IllegalStateException("the loss is not finite for " + poisoned + " steps before step " + done
                        + ": lower optimizer.lr; the last checkpoint is " + stateFile());
            }
            if (done % train.validateEvery() == 0 || done == train.steps()) {
                finish(tell);
            } else if (System.nanoTime() - saved > SAVE_EVERY) {
                save(tell);
            }
        }
        return TrainingEvent.Reason.DONE;
    }

    private TrainingEvent.Stepped step(SampleLoader loader, int perEpoch) {
        long start = System.nanoTime();
        long epoch = done / perEpoch;
        double rate = settings.learningRate().at(done);
        List<Sample> batch = loader.next(settings.train().batch());
        BatchInputs.fill(step, TrainStep.Program.UPDATE, batch);
        BatchInputs.dropPaths(
                step,
                settings.model(),
                settings.train().batch(),
                settings.train().seed(),
                done);
        TrainStep.Report report = step.update(done, epoch, rate);
        done++;
        return new TrainingEvent.Stepped(
                done,
                epoch,
                report.loss(),
                sum(report.classification()),
                sum(report.box()),
                report.gradNorm(),
                rate,
                (System.nanoTime() - start) / 1e6);
    }

    private static double sum(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * Validates and saves. The box loss alone tells which weights are best: the targets of the scores are the overlaps of the boxes,
     * so the cross-entropy grows while boxes improve. Without validation the last weights count as the best.
     */
    private void finish(Consumer<TrainingEvent> tell) {
        step.pull();
        int batches = settings.train().validationBatches();
        boolean best = true;
        if (batches == 0) {
            bestLoss = Double.POSITIVE_INFINITY;
        } else {
            TrainStep.Report seen = validate(batches);
            double box = sum(seen.box());
            best = box <= bestLoss;
            tell.accept(new TrainingEvent.Validated(done, seen.loss(), box, best));
            bestLoss = best ? box : bestLoss;
        }
        if (best) {
            ModelFile.save(bestFile(), model);
        }
        save(tell);
    }

    /** Means over the validation samples. */
    private TrainStep.Report validate(int batches) {
        int batch = settings.train().batch();
        double loss = 0;
        double[] classification = new double[TrainStep.SEARCH_FRAMES];
        double[] box = new double[TrainStep.SEARCH_FRAMES];
        for (int i = 0; i < batches; i++) {
            List<Sample> chosen = new ArrayList<>();
            for (int j = 0; j < batch; j++) {
                chosen.add(validation.make(0, i * batch + j));
            }
            BatchInputs.fill(step, TrainStep.Program.LOSS, chosen);
            TrainStep.Report report = step.validate(Long.MAX_VALUE);
            loss += report.loss() / batches;
            for (int frame = 0; frame < TrainStep.SEARCH_FRAMES; frame++) {
                classification[frame] += report.classification()[frame] / batches;
                box[frame] += report.box()[frame] / batches;
            }
        }
        return new TrainStep.Report(loss, classification, box, 0);
    }

    // The best weights are on disk before, the last ones after: where those are, there was a checkpoint.
    private void save(Consumer<TrainingEvent> tell) {
        step.pull();
        new Checkpoint(done, step.applied(), bestLoss).save(stateFile(), state, fingerprint());
        ModelFile.save(lastFile(), model);
        saved = System.nanoTime();
        tell.accept(new TrainingEvent.Saved(done, stateFile()));
    }

    @Override
    public void close() {
        step.close();
        model.close();
    }
}
