package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.train.data.LoaderSettings;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleLoader;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.guard.BlackBox;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.log.TrainingEvent.Reason;
import io.spmtrack.train.log.TrainingRecords;
import io.spmtrack.train.optimizer.GradientSum;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.WeightAverage;
import io.spmtrack.train.tracking.TrackingTest;
import io.spmtrack.train.world.Agreement;
import io.spmtrack.train.world.Alone;
import io.spmtrack.train.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/**
 * Trains a model in a {@link RunFolder}. Every decision depends on the seed and the step alone, so a run that was killed and resumed
 * gives the numbers of one that was not.
 */
public final class Trainer implements AutoCloseable {
    private static final int COMPARE_EVERY = 100;

    private final RunSettings settings;
    private final RunFolder folder;
    private final World world;
    private final BatchShare share;
    private final Model model;
    private final List<Param> trained;
    private final Optimizer optimizer;
    private final Backend backend;
    private final TrainingSession session;
    private final SampleMaker samples;
    private final Checkpoints checkpoints;
    private final Optional<TrackingTest> tracking;
    private final Optional<FileChannel> lock;
    private long done;

    /**
     * A new run with freshly initialised weights.
     *
     * @throws InputException if the data cannot be opened, the folder cannot be written or another process trains in it
     */
    public Trainer(RunSettings settings, RunFolder folder, Backend backend) {
        this(settings, folder, backend, new Alone());
    }

    /**
     * The same as one of several ranks. The first one alone writes to the folder.
     *
     * @throws InputException also if the batch cannot be dealt to the ranks
     */
    public Trainer(RunSettings settings, RunFolder folder, Backend backend, World world) {
        this(settings, folder, backend, world, made -> made);
    }

    /**
     * The same with other samples.
     *
     * @param change gets the maker of the training samples and returns the one to use
     */
    Trainer(RunSettings settings, RunFolder folder, Backend backend, World world, UnaryOperator<SampleMaker> change) {
        this.settings = settings;
        this.folder = folder;
        this.world = world;
        this.share = BatchShare.of(settings.train(), world.rank(), world.size());
        this.backend = backend;
        this.samples = change.apply(TrainingData.train(settings));
        Validation validation = new Validation(TrainingData.val(settings), settings.train());
        this.tracking = settings.train().tracking().trackEvery() == 0
                ? Optional.empty()
                : Optional.of(
                        new TrackingTest(settings.data().val(), settings.train().tracking()));
        checkLength();
        this.model = new Model(settings.model(), settings.tracker(), settings.groups());
        model.initialize(settings.train().seed());
        this.optimizer = new Optimizer(model.weights(), settings.optimizer(), GradientSum.levels(share.count()));
        this.trained = optimizer.trained();
        Optional<WeightAverage> average = settings.average(model);
        this.session =
                new TrainingSession(model, optimizer, average, settings.loss(), settings.train(), backend, world);
        this.checkpoints = new Checkpoints(settings, folder, world, model, session, average, validation);
        this.lock = world.writes() ? Optional.of(folder.take()) : Optional.empty();
    }

    private void checkLength() {
        if (samples.samplesPerEpoch() < settings.train().batch()) {
            throw new InputException("sampling.samples_per_epoch=" + samples.samplesPerEpoch()
                    + " is less than train.batch=" + settings.train().batch() + ": an epoch holds at least one batch");
        }
    }

    /**
     * Takes up the run of this folder where it is; at its start it begins.
     *
     * @throws InputException if its state is damaged, of other settings or more steps, or gone while its weights are still there
     */
    public void resume() {
        TrainingState found = checkpoints.resume();
        if (found.step() > settings.train().steps()) {
            throw new InputException("train.steps=" + settings.train().steps() + ": the run in " + folder + " has made "
                    + found.step() + " already; leave it out or name more");
        }
        done = found.step();
    }

    /**
     * Begins with a pretrained DINOv2 backbone instead of random values (docs/spec/model.md §2).
     *
     * @throws InputException if the file is absent or damaged, or another backbone
     */
    public void backbone(Path file) {
        Weights.backbone(file, model);
        session.push();
    }

    /**
     * Begins with trained weights instead of random values; where a second modality is learned, with those of the tracker that
     * stays as it is.
     *
     * @throws InputException if the file is absent or damaged, or holds a model of other sizes
     */
    public void begin(Path file) {
        boolean pair = settings.model().train() == ModelSettings.Train.PAIR;
        ModelSettings expected = pair ? settings.model().frozenTracker() : settings.model();
        try (Model trained = Weights.load(file, Optional.empty(), Optional.of(expected))) {
            trained.weights()
                    .parameters()
                    .forEach((name, parameter) ->
                            model.weights().find(name).orElseThrow().segment().copyFrom(parameter.segment()));
            if (pair && world.writes()) {
                folder.keepTracker(trained);
            }
        }
        session.push();
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
     * @throws IllegalStateException if loss or gradient are not finite in more than {@code guard.skip_steps} steps
     */
    public void run(Consumer<TrainingEvent> events, BooleanSupplier stop) {
        TrainSettings train = settings.train();
        int batches = samples.samplesPerEpoch() / train.batch();
        LoaderSettings loading = new LoaderSettings(train.loaderThreads(), train.loaderAhead());
        TrainingClock clock = new TrainingClock(train.minutes());
        OldGarbage garbage = new OldGarbage();
        if (done == 0) {
            checkpoints.begin();
        }
        compareRanks(model.weights().parameters().values());
        if (world.writes()) {
            folder.forgetStop();
        }
        try (TrainingRecords records = records(events);
                SampleLoader loader = new SampleLoader(
                        samples, loading, share.stride(), batches * train.batch(), done * share.samples())) {
            events.accept(new TrainingEvent.Started(done, train.steps()));
            Reason reason = Reason.DONE;
            trackAgain(batches, records, stop);
            while (done < train.steps() && reason == Reason.DONE) {
                world.at("step " + (done + 1));
                long begun = System.nanoTime();
                boolean asked = stop.getAsBoolean() || world.writes() && folder.wantsStop();
                boolean over = clock.isOver();
                // Whoever wants to stop needs no samples: then all stop.
                Drawn drawn = asked || over ? Drawn.NOTHING : Drawn.of(() -> draw(loader));
                List<Sample> own = drawn.samples();
                StepStart start = StepStart.agree(world, own, asked, over, drawn.failed());
                if (start.failed()) {
                    checkpoints.save(done, records, clock);
                    throw failure(drawn);
                }
                if (start.stop()) {
                    checkpoints.save(done, records, clock);
                    reason = Reason.ASKED;
                } else if (start.over()) {
                    checkpoints.validate(done, records);
                    checkpoints.save(done, records, clock);
                    reason = Reason.TIME;
                } else {
                    TrainingEvent.Stepped event = step(own, start.positives(), done / batches, begun);
                    records.accept(event);
                    if (!event.isFinite()) {
                        keep(own, event, records);
                        check(records, clock);
                    }
                    loader.giveBack(own);
                    garbage.collect();
                    boolean due = done % train.validateEvery() == 0 || done == train.steps();
                    if (due) {
                        checkpoints.validate(done, records);
                    }
                    boolean tracks = settings.train()
                            .tracking()
                            .due(done, settings.train().steps(), batches);
                    if (due || tracks || clock.isTimeToSave()) {
                        checkpoints.save(done, records, clock);
                    }
                    if (tracks) {
                        track(records, stop);
                    }
                }
            }
            if (world.writes()) {
                folder.forgetStop();
            }
            events.accept(new TrainingEvent.Stopped(done, reason));
        }
    }

    /** This rank's samples of the next step, a share of which goes on from the network's own boxes. */
    private List<Sample> draw(SampleLoader loader) {
        List<Sample> own = loader.next(share.samples());
        if (settings.train().rollout() > 0) {
            loader.rollOut(own, session.rollOut(own, done));
        }
        return own;
    }

    /** A tracking test that a stop or a crash has ended is made again. */
    private void trackAgain(int batches, Consumer<TrainingEvent> events, BooleanSupplier stop) {
        boolean due = settings.train().tracking().due(done, settings.train().steps(), batches);
        if (due
                && !Boolean.parseBoolean(world.first(() ->
                        Boolean.toString(TrainingRecords.tell(folder.log(), TrainingEvent.Tracked.class, done))))) {
            track(events, stop);
        }
    }

    /** Tracks with the weights that were just saved. */
    private void track(Consumer<TrainingEvent> events, BooleanSupplier stop) {
        long begun = System.nanoTime();
        BooleanSupplier asked = () -> stop.getAsBoolean() || world.writes() && folder.wantsStop();
        tracking.flatMap(test -> test.run(folder.last(), backend, world, asked))
                .ifPresent(score -> events.accept(new TrainingEvent.Tracked(
                        done,
                        score.sequences(),
                        score.overlap(),
                        score.success(),
                        (System.nanoTime() - begun) / 1e9,
                        score.experts())));
    }

    /**
     * Samples of a step, or why there are none.
     *
     * @param problem empty if there is none
     */
    private record Drawn(List<Sample> samples, String problem) {
        static final Drawn NOTHING = new Drawn(List.of(), "");

        static Drawn of(Supplier<List<Sample>> samples) {
            try {
                return new Drawn(samples.get(), "");
            } catch (InputException e) {
                return new Drawn(List.of(), e.getMessage());
            }
        }

        boolean failed() {
            return !problem.isEmpty();
        }
    }

    /** Everything up to here is saved before the run ends for want of samples, whichever rank lacks them. */
    private InputException failure(Drawn drawn) {
        String problem = world.gather(drawn.problem()).stream()
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseThrow();
        return new InputException(
                problem + "; everything up to step " + done + " is saved: repair the data, then resume");
    }

    private TrainingRecords records(Consumer<TrainingEvent> events) {
        return world.writes()
                ? TrainingRecords.of(folder.log(), folder.path(), done, events)
                : TrainingRecords.none(events);
    }

    /** Ranks whose weights differ would train different models, and none of them as meant. */
    private void compareRanks(Collection<Param> weights) {
        if (world.size() > 1) {
            session.pull();
            Agreement.require(world, "weights after step " + done, TrainingSession.fingerprint(weights));
        }
    }

    private TrainingEvent.Stepped step(List<Sample> own, long[] positives, long epoch, long begun) {
        double rate = settings.learningRate().at(done);
        long waited = System.nanoTime() - begun;
        TrainingSession.Report report = session.update(own, positives, done, epoch, rate);
        done++;
        if (done % COMPARE_EVERY == 0) {
            compareRanks(trained);
        }
        long taken = System.nanoTime() - begun;
        return new TrainingEvent.Stepped(
                done,
                epoch,
                report.loss(),
                DoubleStream.of(report.classification()).sum(),
                DoubleStream.of(report.box()).sum(),
                report.gradNorm(),
                rate,
                taken / 1e6,
                (double) waited / taken,
                samples.skipped());
    }

    /**
     * Keeps all that a step depends on that was not finite. Loss and norm are those of the whole batch, so all ranks are here; the
     * step changed nothing, so the last good state is the present one.
     */
    private void keep(List<Sample> own, TrainingEvent.Stepped event, Consumer<TrainingEvent> events) {
        if (world.writes()) {
            session.pull();
            List<Sample> batch = wholeBatch(own, event);
            Path file = folder.blackBox(event.step());
            String culprit;
            try {
                BlackBox box = new BlackBox(event.step() - 1, Replay.text(settings), batch);
                box.write(file, model.weights().parameters());
                culprit = String.join("; ", box.suspects().stream().limit(1).toList());
                culprit += culprit.isEmpty() ? "" : "; ";
                culprit += settings.guard().replay()
                        ? Replay.culprit(model, optimizer, settings, backend, batch, event.step() - 1)
                                .orElse("every result is finite when the step is made again")
                        : "not looked for, guard.replay=false";
            } catch (InputException e) {
                culprit = "unknown: " + e.getMessage(); // of a full disk or want of memory: no reason to end the run
            }
            events.accept(new TrainingEvent.Poisoned(event.step(), file, culprit));
        }
        world.await();
    }

    /** The samples of other ranks are made again: each is a function of its number. */
    private List<Sample> wholeBatch(List<Sample> own, TrainingEvent.Stepped event) {
        int size = settings.train().batch();
        int batches = samples.samplesPerEpoch() / size;
        int first = Math.toIntExact((event.step() - 1) % batches) * size;
        List<Sample> batch = new ArrayList<>(own);
        while (batch.size() < size) {
            batch.add(samples.make(Math.toIntExact(event.epoch()), first + batch.size()));
        }
        return batch;
    }

    private void check(Consumer<TrainingEvent> events, TrainingClock clock) {
        long skipped = done - session.applied();
        if (skipped > settings.guard().skipSteps()) {
            checkpoints.save(done, events, clock);
            throw new IllegalStateException("loss or gradient of " + skipped + " steps up to step " + done
                    + " were not finite, more than guard.skip_steps="
                    + settings.guard().skipSteps()
                    + ": look at " + folder.blackBox(done)
                    + " with train --replay, or lower optimizer.lr; everything up"
                    + " to here is saved");
        }
    }

    @Override
    public void close() {
        session.close();
        model.close();
        lock.ifPresent(Trainer::release);
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
