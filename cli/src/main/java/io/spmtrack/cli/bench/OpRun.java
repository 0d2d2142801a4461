package io.spmtrack.cli.bench;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.StepCost;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;

/** An op on a backend, checked against the reference and ready to be timed; operands are random in [-1, 1). */
public final class OpRun implements AutoCloseable {
    private static final String PROGRAM = "op";
    private static final long SEED = 7;

    private final BenchOp op;
    private final Recording recording;
    private final Plan plan;
    private final ParamStore weights;
    private final Session session;

    /** @throws IllegalStateException if the backend's results are not the reference's */
    public OpRun(BenchOp op, Backend backend) {
        this.op = op;
        this.weights = new ParamStore(op.weights());
        weights.initialize(SEED);
        this.recording = Recording.of(op, op.rows());
        this.plan = Compiler.compile(recording.tape(), backend);
        this.session = backend.load(Map.of(PROGRAM, plan));
        recording.inputs().keySet().forEach(name -> fill(name, session.input(PROGRAM, name)));
        OpCheck.check(this, backend);
    }

    /** The same values each time. */
    static void fill(String name, MemorySegment input) {
        SplittableRandom random = new SplittableRandom(SEED + name.hashCode());
        for (long i = 0; i < input.byteSize() / DType.BYTES; i++) {
            input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
        }
    }

    public void run() {
        session.run(PROGRAM);
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
