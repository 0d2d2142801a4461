package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.model.DropPath;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.References;
import io.spmtrack.model.SpmTrack;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One optimisation step as one recorded program: for each search frame forward and backward, then clipping and AdamW
 * (docs/spec/model.md §7, docs/spec/training.md §1). A second program gives the loss alone, for validation.
 */
final class TrainStep implements AutoCloseable {
    /** Search frames of a sample; the second one's state token comes from the first. */
    static final int SEARCH_FRAMES = 2;

    /** The two programs. */
    enum Program {
        UPDATE,
        LOSS
    }

    /**
     * What a run reports.
     *
     * @param loss the whole loss
     * @param classification weighted cross-entropy of each search frame
     * @param box weighted box loss of each search frame
     * @param gradNorm L2 norm of all gradients before clipping; 0 without an update
     */
    record Report(double loss, double[] classification, double[] box, double gradNorm) {}

    private final Model model;
    private final Optimizer optimizer;
    private final LossSettings loss;
    private final TrainSettings settings;
    private final Session session;
    private final Plan plan;
    private long applied;
    private int branches;

    TrainStep(Model model, Optimizer optimizer, LossSettings loss, TrainSettings settings, Backend backend) {
        this(model, optimizer, loss, settings, backend, Probe.NONE);
    }

    /** With a probe that sees the gradients. */
    TrainStep(
            Model model, Optimizer optimizer, LossSettings loss, TrainSettings settings, Backend backend, Probe probe) {
        this.model = model;
        this.optimizer = optimizer;
        this.loss = loss;
        this.settings = settings;
        this.plan = Compiler.compile(update(probe), backend);
        this.session = backend.load(
                Map.of(Program.UPDATE.name(), plan, Program.LOSS.name(), Compiler.compile(loss(), backend)));
    }

    /** Tensors of a tape that both programs need. */
    private record Inputs(References references, Tensor classificationWeight, Tensor boxWeight, DropPath drop) {}

    private Tape update(Probe probe) {
        Tape tape = new Tape();
        double rate = model.settings().dropPath();
        DropPath drop =
                rate > 0 ? DropPath.training(rate, tape.input("step", DType.I32), settings.seed()) : DropPath.none();
        Inputs inputs = inputs(tape, drop);
        List<Tensor> targets = optimizer.trained().stream().map(tape::param).toList();
        List<Tensor> gradients = targets.stream().map(target -> Tensor.none()).toList();
        Tensor state = noState(tape);
        Tensor total = Tensor.none();
        for (int frame = 0; frame < SEARCH_FRAMES; frame++) {
            // Backward right after forward: one frame's activations live at a time, as the state token is detached.
            SpmTrack.Output output = frame(tape, inputs, state, frame);
            Tensor part = loss(tape, inputs, output, frame);
            gradients = sums(gradients, Grad.of(part, targets));
            total = total.plus(part);
            state = output.state();
        }
        for (int i = 0; i < targets.size(); i++) {
            if (!gradients.get(i).isNone()) {
                probe.see("grad." + optimizer.trained().get(i).name(), gradients.get(i));
            }
        }
        tape.output("loss", total);
        tape.output("grad_norm", optimizer.record(gradients, total));
        branches = drop.branches();
        return tape;
    }

    private Tape loss() {
        Tape tape = new Tape();
        Inputs inputs = inputs(tape, DropPath.none());
        Tensor state = noState(tape);
        Tensor total = Tensor.none();
        for (int frame = 0; frame < SEARCH_FRAMES; frame++) {
            SpmTrack.Output output = frame(tape, inputs, state, frame);
            total = total.plus(loss(tape, inputs, output, frame));
            state = output.state();
        }
        tape.output("loss", total);
        return tape;
    }

    private static List<Tensor> sums(List<Tensor> left, List<Tensor> right) {
        return IntStream.range(0, left.size())
                .mapToObj(i -> left.get(i).plus(right.get(i)))
                .toList();
    }

    private Tensor noState(Tape tape) {
        return tape.constant(0)
                .expand(Shape.of(settings.batch(), 1, model.settings().embedDim()));
    }

    private Inputs inputs(Tape tape, DropPath drop) {
        ModelSettings sizes = model.settings();
        int batch = settings.batch();
        List<References> references = new ArrayList<>();
        for (int i = 0; i < sizes.references(); i++) {
            Tensor image = tape.input("reference" + i, DType.F32, batch, 3, sizes.templateSize(), sizes.templateSize());
            Tensor mask = tape.input("mask" + i, DType.F32, batch, sizes.templateCells());
            references.add(model.network().reference(image, mask, Probe.NONE));
        }
        References all = References.join(references);
        return new Inputs(
                drop.subsets(batch) ? all : model.network().projected(all), // computed once for both search frames
                tape.input("classification_weight", DType.F32),
                tape.input("box_weight", DType.F32),
                drop);
    }

    private SpmTrack.Output frame(Tape tape, Inputs inputs, Tensor state, int frame) {
        int size = model.settings().searchSize();
        Tensor image = tape.input("search" + frame, DType.F32, settings.batch(), 3, size, size);
        Tensor search = model.network().search(image, Probe.NONE);
        return model.network()
                .frame(
                        state,
                        inputs.references(),
                        search,
                        Pass.training(inputs.drop(), settings.recompute() == TrainSettings.Recompute.BLOCK));
    }

    private Tensor loss(Tape tape, Inputs inputs, SpmTrack.Output output, int frame) {
        TrackingLoss parts = TrackingLoss.of(
                output,
                new TrackingLoss.Labels(
                        tape.input(
                                "positive" + frame,
                                DType.F32,
                                settings.batch(),
                                model.settings().searchCells()),
                        tape.input("box" + frame, DType.F32, settings.batch(), 4),
                        tape.input("positives" + frame, DType.F32)));
        Tensor classification = parts.classification().mul(inputs.classificationWeight());
        Tensor box = parts.box().mul(inputs.boxWeight());
        tape.output("classification" + frame, classification);
        tape.output("box" + frame, box);
        return classification.add(box);
    }

    /** The update's plan: its steps and memory. */
    Plan plan() {
        return plan;
    }

    /** Branches whose samples are drawn on the host, as inputs {@code drop_path.0 …} of {@link DropPath#subset} indices. */
    int branches() {
        return branches;
    }

    /** An input of a program, to be filled before {@link #update} or {@link #validate}. */
    MemorySegment input(Program program, String name) {
        return session.input(program.name(), name);
    }

    /** An output of the update program that a probe made readable. */
    MemorySegment output(String name) {
        return session.output(Program.UPDATE.name(), name);
    }

    /**
     * Trains on the batch that was filled in.
     *
     * @param step steps made so far
     * @param epoch epoch counted from 0, for the box loss's warm-up
     */
    Report update(long step, long epoch, double learningRate) {
        set(Program.UPDATE, "learning_rate", learningRate);
        set(Program.UPDATE, "correction1", optimizer.correction1(applied + 1));
        set(Program.UPDATE, "correction2", optimizer.correction2(applied + 1));
        weigh(Program.UPDATE, epoch);
        if (model.settings().dropPath() > 0) {
            input(Program.UPDATE, "step").set(ValueLayout.JAVA_INT, 0, (int) step);
        }
        session.run(Program.UPDATE.name());
        float norm = scalar(Program.UPDATE, "grad_norm");
        if (Float.isFinite(norm + scalar(Program.UPDATE, "loss"))) {
            applied++;
        }
        return report(Program.UPDATE, norm);
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
        weigh(Program.LOSS, epoch);
        session.run(Program.LOSS.name());
        return report(Program.LOSS, 0);
    }

    /** What an update does besides computing; see {@link Session#overheads}. */
    Map<String, Runnable> overheads() {
        return session.overheads(Program.UPDATE.name());
    }

    /** Brings the trained weights and moments to host memory. */
    void pull() {
        session.pull(optimizer.trained());
        session.pull(optimizer.moments().values());
    }

    /** Brings weights and moments that were changed on the host to the device. */
    void push() {
        session.push(model.weights().parameters().values());
        session.push(optimizer.moments().values());
    }

    private void weigh(Program program, long epoch) {
        set(program, "classification_weight", loss.classificationWeight());
        set(program, "box_weight", loss.boxWeight(epoch));
    }

    private void set(Program program, String name, double value) {
        input(program, name).set(ValueLayout.JAVA_FLOAT, 0, (float) value);
    }

    private float scalar(Program program, String name) {
        return session.output(program.name(), name).get(ValueLayout.JAVA_FLOAT, 0);
    }

    private Report report(Program program, double norm) {
        double[] classification = new double[SEARCH_FRAMES];
        double[] box = new double[SEARCH_FRAMES];
        for (int frame = 0; frame < SEARCH_FRAMES; frame++) {
            classification[frame] = scalar(program, "classification" + frame);
            box[frame] = scalar(program, "box" + frame);
        }
        return new Report(scalar(program, "loss"), classification, box, norm);
    }

    @Override
    public void close() {
        session.close();
    }
}
