package io.spmtrack.bench;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.StepCost;
import io.spmtrack.engine.compile.Compiler;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;

/** An op on a backend, checked against the reference and ready to be timed; operands are random in [-1, 1). */
public final class OpRun implements AutoCloseable {
    private static final String PROGRAM = "op";
    private static final String BEFORE = "before";
    private static final long SEED = 7;

    private final BenchOp op;
    private final Recording recording;
    private final Recording before;
    private final Plan plan;
    private final ParamStore weights;
    private final Session session;

    /** @throws IllegalStateException if the backend's results are not the reference's */
    public OpRun(BenchOp op, Backend backend) {
        this.op = op;
        this.weights = new ParamStore(op.weights());
        weights.initialize(SEED);
        this.recording = Recording.of(op.record(), op.rows());
        this.plan = Compiler.compile(recording.tape(), backend);
        this.before = Recording.of(op.before(), op.rows());
        this.session = backend.load(Map.of(PROGRAM, plan, BEFORE, Compiler.compile(before.tape(), backend)));
        fill();
        OpCheck.check(this, backend);
    }

    /** Gives all operands their values, the same each time. */
    void fill() {
        recording.inputs().keySet().forEach(name -> fill(name, session.input(PROGRAM, name)));
        before.inputs().keySet().forEach(name -> fill(name, session.input(BEFORE, name)));
        session.run(BEFORE);
        before.outputs().keySet().forEach(name -> session.input(PROGRAM, name).copyFrom(session.output(BEFORE, name)));
    }

    static void fill(String name, MemorySegment input) {
        SplittableRandom random = new SplittableRandom(SEED + name.hashCode());
        for (long i = 0; i < input.byteSize() / DType.BYTES; i++) {
            input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
        }
    }

    public void run() {
        session.run(PROGRAM);
    }

    /** What {@link #run} does besides computing, to be measured apart; see {@link Session#overheads}. */
    public Map<String, Runnable> overheads() {
        return session.overheads(PROGRAM);
    }

    /** The name in tables. */
    public String name() {
        return op.name();
    }

    BenchOp op() {
        return op;
    }

    Recording recording() {
        return recording;
    }

    MemorySegment input(String name) {
        return session.input(PROGRAM, name);
    }

    MemorySegment output(String name) {
        return session.output(PROGRAM, name);
    }

    /** Multiplications and additions of a run's matrix products. */
    public double operations() {
        return plan.steps().stream()
                .mapToDouble(step -> StepCost.of(step).operations())
                .sum();
    }

    /** Bytes of operands and results. */
    public double bytes() {
        return plan.steps().stream()
                .mapToDouble(step -> StepCost.of(step).bytes())
                .sum();
    }

    @Override
    public void close() {
        session.close();
        weights.close();
    }
}
