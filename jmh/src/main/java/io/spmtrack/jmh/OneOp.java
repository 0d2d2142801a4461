package io.spmtrack.jmh;

import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.cpu.CpuBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;

/** A program of one op on the CPU backend with random inputs in [-1, 1), to be checked and then timed. */
final class OneOp implements AutoCloseable {
    private static final String PROGRAM = "op";
    private static final int THREADS =
            Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());

    private final Session session;

    OneOp(Tape tape) {
        CpuBackend backend = new CpuBackend(THREADS);
        Plan plan = Compiler.compile(tape, backend);
        this.session = backend.load(Map.of(PROGRAM, plan));
        SplittableRandom random = new SplittableRandom(7);
        for (String name : plan.inputs().keySet()) {
            MemorySegment input = session.input(PROGRAM, name);
            for (long i = 0; i < input.byteSize() / Float.BYTES; i++) {
                input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
            }
        }
    }

    void run() {
        session.run(PROGRAM);
    }

    double in(String name, long index) {
        return session.input(PROGRAM, name).getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    double out(String name, long index) {
        return session.output(PROGRAM, name).getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /** Fails unless a result is near what plain loops give. */
    static void check(String what, double expected, double actual, double tolerance) {
        if (!(Math.abs(expected - actual) <= tolerance)) {
            throw new IllegalStateException(what + ": expected " + expected + ", got " + actual);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
