package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Session;
import io.spmtrack.model.Model;
import io.spmtrack.train.data.BoxError;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.WeightAverage;
import io.spmtrack.train.world.Alone;
import io.spmtrack.train.world.GradientExchange;
import io.spmtrack.train.world.World;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A {@link TrainingProgram} on a backend: what is filled in, what is run, what comes out. */
final class TrainingSession implements AutoCloseable {
    private static final long DROP_PATH_STREAM = 0x64726f70L;

    /**
     * What a step reports.
     *
     * @param loss the whole loss
     * @param classification weighted cross-entropy of each search frame, 0 for frames that samples do not have
     * @param box weighted box loss of each search frame
     * @param gradNorm L2 norm of all gradients before clipping; 0 without an update
     */
    record Report(double loss, double[] classification, double[] box, double gradNorm) {
        static final Report NOTHING =
                new Report(0, new double[TrainingProgram.SEARCH_FRAMES], new double[TrainingProgram.SEARCH_FRAMES], 0);

        /** The losses of two micro-batches together. */
        Report plus(Report other) {
            return new Report(
                    loss + other.loss,
                    sum(classification, other.classification),
                    sum(box, other.box),
                    gradNorm + other.gradNorm);
        }

        private static double[] sum(double[] left, double... right) {
            double[] sum = new double[left.length];
            Arrays.setAll(sum, i -> left[i] + right[i]);
            return sum;
        }

        Report withNorm(double norm) {
            return new Report(loss, classification, box, norm);
        }
    }

    private final Model model;
    private final Optimizer optimizer;
    private final LossSettings loss;
    private final TrainSettings settings;
    private final World world;
    private final BatchShare share;
    private final GradientExchange exchange;
    private final Optional<WeightAverage> average;
    private final Session session;
    private final TrainingProgram program;
    private final BatchInputs<MemorySegment> batch;
    private final BatchInputs<MemorySegment> validationBatch;
    private long applied;

    /** Records, compiles and loads the training of a model in one process. */
    TrainingSession(Model model, Optimizer optimizer, LossSettings loss, TrainSettings settings, Backend backend) {
        this(model, optimizer, Optional.empty(), loss, settings, backend, new Alone());
    }

    /** Records, compiles and loads this rank's part of the training of a model. */
    TrainingSession(
            Model model,
            Optimizer optimizer,
            Optional<WeightAverage> average,
            LossSettings loss,
            TrainSettings settings,
            Backend backend,
            World world) {
        this.model = model;
        this.optimizer = optimizer;
        this.average = average;
        this.loss = loss;
        this.settings = settings;
        this.world = world;
        this.share = BatchShare.of(settings, world.rank(), world.size());
        this.program = TrainingProgram.record(model, optimizer, average, settings);
        this.session = backend.load(program.compile(backend));
        this.batch = program.gradient().loss().batch().map(session::input);
        this.validationBatch = program.loss().batch().map(session::input);
        this.exchange = new GradientExchange(
                world, optimizer.gradients().stream().map(Param::segment).toList());
    }

    /** To be filled before {@link #update}. */
    BatchInputs<MemorySegment> batch() {
        return batch;
    }

    /** To be filled before {@link #validate}. */
    BatchInputs<MemorySegment> validationBatch() {
        return validationBatch;
    }

    /** Parameters that have a gradient other than zero. */
    Set<Param> reached() {
        return program.gradient().reached();
    }

    /**
     * Trains on a batch, together with the other ranks.
     *
     * @param samples this rank's share of it
     * @param positives cells inside the target by search frame, in the whole batch
     * @param step steps made so far
     * @param epoch epoch counted from 0, for the box loss's warm-up
     */
    Report update(List<Sample> samples, long[] positives, long step, long epoch, double learningRate) {
        int size = share.micro();
        List<Report> own = new ArrayList<>();
        for (int i = 0; i < share.count(); i++) {
            List<Sample> micro = samples.subList(i * size, (i + 1) * size);
            own.add(gradient(micro, positives, step * share.all() + share.first() + i, epoch));
            program.sum().run(session, i, i == share.count() - 1);
        }
        exchange();
        Report sum = Report.NOTHING;
        for (Report each : ReportExchange.gather(world, own)) {
            sum = sum.plus(each);
        }
        return sum.withNorm(apply(sum.loss(), learningRate));
    }

    /**
     * Leaves the gradient of a micro-batch in the optimiser's ranges.
     *
     * @param number of this micro-batch in the whole run, on which the random masks depend
     */
    Report gradient(List<Sample> micro, long[] positives, long number, long epoch) {
        BatchInputs.fill(batch, micro, positives);
        return gradient(number, epoch);
    }

    /**
     * Errors of the network's own boxes in the first search frame, for the samples that go on from there.
     *
     * @param samples this rank's share of a batch
     * @param step steps made so far
     */
    List<Optional<BoxError>> rollOut(List<Sample> samples, long step) {
        List<Optional<BoxError>> errors = new ArrayList<>();
        int size = share.micro();
        Rollout rollout = program.rollout().orElseThrow();
        for (int i = 0; i < share.count(); i++) {
            long first = (step * share.all() + share.first() + i) * size;
            errors.addAll(rollout.errors(session, samples.subList(i * size, (i + 1) * size), first));
        }
        return errors;
    }

    private void exchange() {
        if (world.size() > 1) {
            pullGradients();
            exchange.sum();
            session.push(optimizer.gradients());
        }
    }

    /** A number that tells weights apart; to be asked for after {@link #pull}. */
    static long fingerprint(Iterable<Param> parameters) {
        long[] hash = new long[1];
        for (Param parameter : parameters) {
            long count = parameter.shape().count();
            parameter.read(values -> {
                long sum = hash[0];
                for (long i = 0; i < count; i++) {
                    sum = 31 * sum + values.getAtIndex(ValueLayout.JAVA_INT, i);
                }
                hash[0] = sum;
            });
        }
        return hash[0];
    }

    /** Trains on the batch that was filled in, which is one micro-batch. */
    Report update(long step, long epoch, double learningRate) {
        Report found = gradient(step, epoch);
        return found.withNorm(apply(found.loss(), learningRate));
    }

    /**
     * Leaves the gradient of the micro-batch that was filled in in the optimiser's ranges.
     *
     * @param number of this micro-batch in the whole run, on which the random masks depend
     */
    private Report gradient(long number, long epoch) {
        TrainingProgram.Gradient gradient = program.gradient();
        weigh(gradient.loss(), epoch);
        session.input(gradient.step()).set(ValueLayout.JAVA_INT, 0, (int) number);
        drawKept(number);
        session.run(gradient.loss().program());
        return report(gradient.loss());
    }

    /** Draws which samples keep each branch, where the drop path works on subsets (docs/spec/model.md §4). */
    private void drawKept(long number) {
        List<Program.Input> branches = program.gradient().kept();
        int batch = settings.microBatch();
        for (int branch = 0; branch < branches.size(); branch++) {
            MemorySegment kept = session.input(branches.get(branch));
            Philox.Stream random =
                    new Philox.Stream(settings.seed(), DROP_PATH_STREAM << 32 ^ number * branches.size() + branch);
            int[] order = new int[batch];
            for (int i = 0; i < batch; i++) {
                int other = random.below(i + 1);
                order[i] = order[other];
                order[other] = i;
            }
            for (int i = 0; i < kept.byteSize() / Integer.BYTES; i++) {
                kept.setAtIndex(ValueLayout.JAVA_INT, i, order[i]);
            }
        }
    }

    /** Changes the weights by the gradient in the optimiser's ranges, unless it or the loss is not finite; returns its norm. */
    private double apply(double loss, double learningRate) {
        Optimizer.Update update = program.apply().values();
        set(update.loss(), loss);
        set(update.learningRate(), learningRate);
        double[] corrections = optimizer.corrections(applied + 1);
        for (int i = 0; i < corrections.length; i++) {
            set(update.corrections().get(i), corrections[i]);
        }
        session.run(program.apply().program());
        float norm = get(update.norm());
        if (Float.isFinite(norm + (float) loss)) {
            applied++;
            average();
        }
        return norm;
    }

    /** Takes the weights as they are now into their means. */
    private void average() {
        program.average().ifPresent(update -> {
            set(update.share(), average.orElseThrow().share(applied));
            session.run(update.program());
        });
    }

    /** Updates that changed something: a loss or gradient that is not finite changes neither weights nor moments. */
    long applied() {
        return applied;
    }

    /** Takes up that count where an earlier run left it. */
    void applied(long updates) {
        applied = updates;
    }

    /** The loss of the batch that was filled in. */
    Report validate(long epoch) {
        weigh(program.loss(), epoch);
        session.run(program.loss().program());
        return report(program.loss());
    }

    /** What an update does besides computing; see {@link Session#overheads}. */
    Map<String, Runnable> overheads() {
        Map<String, Runnable> both = new LinkedHashMap<>(
                session.overheads(program.gradient().loss().program().name()));
        session.overheads(program.apply().program().name())
                .forEach((name, more) -> both.merge(name, more, TrainingSession::inTurn));
        return both;
    }

    private static Runnable inTurn(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    /** The optimiser's moments by name. */
    Map<String, Param> moments() {
        return optimizer.moments();
    }

    /** Brings the trained weights, their means and the moments to host memory. */
    void pull() {
        session.pull(model.weights().parameters().values().stream()
                .filter(parameter -> parameter.role() != Role.FROZEN)
                .toList());
        session.pull(optimizer.moments().values());
        average.ifPresent(means -> session.pull(means.means().values()));
    }

    /** Brings the gradients to host memory. */
    void pullGradients() {
        session.pull(optimizer.gradients());
    }

    /** Brings weights, means and moments that were changed on the host to the device. */
    void push() {
        session.push(model.weights().parameters().values());
        session.push(optimizer.moments().values());
        average.ifPresent(means -> session.push(means.means().values()));
    }

    private void weigh(TrainingProgram.Loss values, long epoch) {
        set(values.classificationWeight(), loss.classificationWeight());
        set(values.boxWeight(), loss.boxWeight(epoch));
    }

    private void set(Program.Input scalar, double value) {
        session.input(scalar).set(ValueLayout.JAVA_FLOAT, 0, (float) value);
    }

    private float get(Program.Output scalar) {
        return session.output(scalar).get(ValueLayout.JAVA_FLOAT, 0);
    }

    private double[] all(List<Program.Output> scalars) {
        double[] all = new double[TrainingProgram.SEARCH_FRAMES];
        Arrays.setAll(all, frame -> frame < scalars.size() ? get(scalars.get(frame)) : 0);
        return all;
    }

    private Report report(TrainingProgram.Loss values) {
        return new Report(get(values.total()), all(values.classification()), all(values.box()), 0);
    }

    @Override
    public void close() {
        exchange.close();
        session.close();
    }
}
