package io.spmtrack.cli;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Small programs that a backend and the reference both run: a quick look at whether a backend is sound on this machine. */
final class SelfTest {
    private static final String PROGRAM = "test";
    private static final int ROWS = 37;
    private static final int WIDTH = 48;
    private static final double TOLERANCE = 1e-4;

    private SelfTest() {}

    /**
     * What came out.
     *
     * @param difference largest one from the reference
     */
    record Outcome(String name, double difference) {
        boolean passed() {
            return difference <= TOLERANCE;
        }
    }

    /** Matrix product, softmax and attention. */
    static List<Outcome> run(Backend backend) {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(outcome("matrix product", backend, x -> x.matmul(x.transpose())));
        outcomes.add(outcome("softmax", backend, Tensor::softmax));
        outcomes.add(outcome("attention", backend, x -> {
            Tensor heads = x.reshape(1, 1, ROWS, WIDTH);
            return heads.attention(heads, heads, 1 / Math.sqrt(WIDTH));
        }));
        return outcomes;
    }

    private static Outcome outcome(String name, Backend backend, UnaryOperator<Tensor> program) {
        float[] actual = values(backend, program);
        float[] expected = values(new ReferenceBackend(), program);
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            double each = Math.abs(actual[i] - expected[i]);
            difference = Double.isNaN(each) ? Double.POSITIVE_INFINITY : Math.max(difference, each);
        }
        return new Outcome(name, difference);
    }

    private static float[] values(Backend backend, UnaryOperator<Tensor> program) {
        Tape tape = new Tape();
        tape.output("y", program.apply(tape.input("x", DType.F32, ROWS, WIDTH)));
        try (Session session = backend.load(Map.of(PROGRAM, Compiler.compile(tape, backend)))) {
            MemorySegment input = session.input(PROGRAM, "x");
            Philox.Stream random = new Philox.Stream(1, 2);
            for (int i = 0; i < ROWS * WIDTH; i++) {
                input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.normal());
            }
            session.run(PROGRAM);
            return session.output(PROGRAM, "y").toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
