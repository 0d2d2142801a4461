package io.spmtrack.cli.options;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Small programs that a backend and the reference both run: a quick look at whether a backend is sound on this machine. */
public final class SelfTest {
    private static final int ROWS = 37;
    private static final int WIDTH = 48;
    private static final double TOLERANCE = 1e-4;

    private SelfTest() {}

    /**
     * What came out.
     *
     * @param difference largest one from the reference
     */
    public record Outcome(String name, double difference) {
        public boolean passed() {
            return difference <= TOLERANCE;
        }
    }

    /** Matrix product, reduction, softmax and attention. */
    public static List<Outcome> run(Backend backend) {
        Map<String, UnaryOperator<Tensor>> tests = new LinkedHashMap<>();
        tests.put("matrix product", x -> x.matmul(x.transpose()));
        tests.put("reduction", x -> x.reduce(Reduction.SUM, List.of(1)));
        tests.put("softmax", Tensor::softmax);
        tests.put("attention", x -> {
            Tensor heads = x.reshape(1, ROWS, 1, WIDTH); // [batch, tokens, heads, width]
            return heads.attention(heads, heads, 1 / Math.sqrt(WIDTH));
        });
        Map<String, float[]> actual = values(backend, tests);
        Map<String, float[]> expected = values(new ReferenceBackend(), tests);
        return tests.keySet().stream()
                .map(name -> new Outcome(name, difference(expected.get(name), actual.get(name))))
                .toList();
    }

    private static double difference(float[] expected, float... actual) {
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            double each = Math.abs(actual[i] - expected[i]);
            difference = Double.isNaN(each) ? Double.POSITIVE_INFINITY : Math.max(difference, each);
        }
        return difference;
    }

    /** The results of all tests, loaded together: a device compiles each kernel once. */
    private static Map<String, float[]> values(Backend backend, Map<String, UnaryOperator<Tensor>> tests) {
        Map<String, Plan> plans = new LinkedHashMap<>();
        tests.forEach((name, program) -> {
            Tape tape = new Tape();
            tape.output("y", program.apply(tape.input("x", DType.F32, ROWS, WIDTH)));
            plans.put(name, Compiler.compile(tape, backend));
        });
        Map<String, float[]> results = new LinkedHashMap<>();
        try (Session session = backend.load(plans)) {
            for (String name : plans.keySet()) {
                MemorySegment input = session.input(name, "x");
                Philox.Stream random = new Philox.Stream(1, 2);
                for (int i = 0; i < ROWS * WIDTH; i++) {
                    input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.normal());
                }
                session.run(name);
                results.put(name, session.output(name, "y").toArray(ValueLayout.JAVA_FLOAT));
            }
        }
        return results;
    }
}
