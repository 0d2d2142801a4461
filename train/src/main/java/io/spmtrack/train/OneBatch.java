package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.train.optimizer.Optimizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;

/** Trains again and again on one batch of noise with a box in the middle, to measure a step without its data. */
public final class OneBatch implements AutoCloseable {
    private static final double TOLERANCE = 1e-3;
    private static final double NEAR = 0.3;
    private static final double FAR = 0.7;

    private final Model model;
    private final TrainingSession session;
    private final double rate;
    private final int batch;
    private long done;

    /** Freshly initialised weights. */
    public OneBatch(RunSettings settings, Backend backend) {
        TrainSettings train = settings.train();
        this.rate = settings.optimizer().lr();
        this.batch = train.batch();
        this.model = new Model(settings.model(), settings.tracker(), settings.groups());
        model.initialize(train.seed());
        Optimizer optimizer = new Optimizer(model.weights(), settings.optimizer());
        this.session = new TrainingSession(model, optimizer, settings.loss(), train, backend);
        BatchInputs<MemorySegment> inputs = session.batch();
        for (int i = 0; i < inputs.references().size(); i++) {
            noise("reference" + i, inputs.references().get(i));
            set(inputs.masks().get(i), cell -> 1);
        }
        for (int frame = 0; frame < inputs.searches().size(); frame++) {
            noise("search" + frame, inputs.searches().get(frame));
            set(inputs.boxes().get(frame), corner -> corner % 4 < 2 ? NEAR : FAR);
            set(inputs.positives().get(frame), this::positive);
            set(inputs.counts().get(frame), all -> positives());
        }
    }

    private static void noise(String name, MemorySegment input) {
        Philox.Stream random = new Philox.Stream(1, name.hashCode());
        set(input, pixel -> random.normal());
    }

    private static void set(MemorySegment input, LongToDoubleFunction value) {
        for (long i = 0; i < input.byteSize() / Float.BYTES; i++) {
            input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value.applyAsDouble(i));
        }
    }

    /** Whether the middle of a search cell lies in the box. */
    private double positive(long index) {
        int grid = model.settings().searchGrid();
        int cell = (int) (index % model.settings().searchCells());
        int row = cell / grid;
        int column = cell % grid;
        return inside((row + 0.5) / grid) && inside((column + 0.5) / grid) ? 1 : 0;
    }

    private static boolean inside(double place) {
        return place > NEAR && place < FAR;
    }

    private double positives() {
        return batch
                * IntStream.range(0, model.settings().searchCells())
                        .mapToDouble(this::positive)
                        .sum();
    }

    /**
     * Runs two steps of one block on small crops on a backend and on the reference.
     *
     * @throws IllegalStateException if loss or gradient norm differ
     */
    public static void check(RunSettings settings, Backend backend) {
        ModelSettings model = settings.model();
        RunSettings small = settings.with(
                model.resized(
                        1, 2 * model.backbone().patch(), 4 * model.backbone().patch()),
                1);
        try (OneBatch actual = new OneBatch(small, backend);
                OneBatch expected = new OneBatch(small, new ReferenceBackend())) {
            for (int i = 0; i < 2; i++) {
                TrainingSession.Report ours = actual.update();
                TrainingSession.Report theirs = expected.update();
                compare("loss", theirs.loss(), ours.loss());
                compare("gradient norm", theirs.gradNorm(), ours.gradNorm());
            }
        }
    }

    private static void compare(String what, double expected, double actual) {
        if (!(Math.abs(expected - actual) <= TOLERANCE * Math.abs(expected))) {
            throw new IllegalStateException(
                    "training step: " + what + " is " + actual + ", on the reference " + expected);
        }
    }

    /**
     * One step: forward and backward for every search frame, clipping, AdamW.
     *
     * @throws IllegalStateException if the loss is not finite: what was measured is not a step
     */
    public void run() {
        TrainingSession.Report report = update();
        if (!Double.isFinite(report.loss())) {
            throw new IllegalStateException("the loss of step " + done + " is " + report.loss());
        }
    }

    /** What a step does besides computing, to be measured apart; see {@link io.spmtrack.engine.Session#overheads}. */
    public Map<String, Runnable> overheads() {
        return session.overheads();
    }

    private TrainingSession.Report update() {
        return session.update(done++, 0, rate);
    }

    @Override
    public void close() {
        session.close();
        model.close();
    }
}
