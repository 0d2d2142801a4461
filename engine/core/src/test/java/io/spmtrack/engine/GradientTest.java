package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.engine.reference.ReferenceSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient rule against a central difference along one random direction, in 64-bit floats. */
class GradientTest {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-7;

    static List<OpCase> cases() {
        return OpCases.all().stream()
                .filter(opCase -> opCase.inputs().stream().anyMatch(OpCase.In::moves))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientIsTheDirectionalDifference(OpCase opCase) {
        check(opCase, new ReferenceBackend());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientThroughExpansionsIsTheSame(OpCase opCase) {
        check(opCase, new ReferenceBackend(false));
    }

    private static void check(OpCase opCase, ReferenceBackend backend) {
        Plan plan = Compiler.compile(opCase.tape(true), backend);
        Map<String, double[]> inputs = CaseRun.inputs(opCase, plan);
        Map<String, double[]> direction = new HashMap<>();
        for (int i = 0; i < opCase.inputs().size(); i++) {
            if (opCase.inputs().get(i).moves()) {
                direction.put(
                        "x" + i,
                        OpCase.in(opCase.inputs().get(i).shape().sizes()).values(1000 + i));
            }
        }
        try (ReferenceSession session = backend.load(Map.of("case", plan))) {
            double slope = 0;
            session.run("case", inputs);
            double scale = 1;
            for (Map.Entry<String, double[]> entry : direction.entrySet()) {
                String output = "d" + entry.getKey();
                if (plan.outputs().containsKey(output)) {
                    slope += dot(session.values("case", output), entry.getValue());
                    scale = Math.max(scale, magnitude(session.values("case", output), entry.getValue()));
                }
            }
            double difference =
                    (value(session, plan, inputs, direction, STEP) - value(session, plan, inputs, direction, -STEP))
                            / (2 * STEP);
            assertEquals(difference, slope, TOLERANCE * scale, opCase.name());
        }
    }

    /** The products of outputs and their gradients, summed, with the inputs moved along the direction. */
    private static double value(
            ReferenceSession session,
            Plan plan,
            Map<String, double[]> inputs,
            Map<String, double[]> direction,
            double distance) {
        Map<String, double[]> moved = new HashMap<>(inputs);
        direction.forEach((name, along) -> {
            double[] values = inputs.get(name).clone();
            for (int i = 0; i < values.length; i++) {
                values[i] += distance * along[i];
            }
            moved.put(name, values);
        });
        session.run("case", moved);
        double sum = 0;
        for (String name : plan.outputs().keySet()) {
            double[] gradient = inputs.get("g" + name.substring(1));
            if (name.startsWith("y") && gradient != null) {
                sum += dot(session.values("case", name), gradient);
            }
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double magnitude(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] * b[i]);
        }
        return sum;
    }
}
