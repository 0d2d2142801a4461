package io.spmtrack.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lion with clipping on a few small tensors, step by step, against the formulas of its paper written out in doubles. */
class LionTest {
    private static final int STEPS = 7;
    private static final int POISONED = 4;
    private static final double LIMIT = 3;
    private static final double RATE = 1e-2;
    private static final double DECAY = 0.3;
    private static final OptimizerSettings SETTINGS =
            new OptimizerSettings(OptimizerSettings.Kind.LION, RATE, DECAY, 0.9, 0.99, 1e-8, LIMIT, 1);

    /** Each step rounds a weight below 2 three times, and a moment below it as often. */
    private static final double TOLERANCE = STEPS * 3 * 2 * Math.ulp(1f);

    /** A sum this close to 0 may have another sign in floats than in doubles. */
    private static final double UNCERTAIN = 1e-5;

    private record Tensors(List<Param> p) implements Module {}

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void everyStepIsThatOfThePaper(Backend backend) {
        List<Param> tensors = List.of(
                Param.trained(Init.zeros(), 5, 7), Param.trained(Init.zeros(), 13), Param.trained(Init.zeros(), 2, 3));
        try (ParamStore store = new ParamStore(new Tensors(tensors), Optimizer::group)) {
            Optimizer optimizer = new Optimizer(store, SETTINGS);
            assertEquals(store.groups().size(), optimizer.moments().size(), "one moment");
            Program program = new Program("step");
            List<Tensor> gradients = optimizer.trained().stream()
                    .map(parameter -> program.input(
                                    parameter.name(),
                                    DType.F32,
                                    parameter.shape().sizes())
                            .tensor())
                    .toList();
            optimizer.keep(program.tape(), gradients);
            optimizer.update(program);
            tensors.forEach(tensor ->
                    fill(tensor.segment(), new Philox.Stream(1, tensor.shape().count())));
            List<Written> expected = tensors.stream().map(Written::of).toList();
            try (Session session = backend.load(Compiler.compile(List.of(program), backend))) {
                for (int step = 1; step <= STEPS; step++) {
                    step(session, tensors, expected, step);
                }
                session.pull(optimizer.moments().values());
            }
        }
    }

    private static void step(Session session, List<Param> tensors, List<Written> expected, int step) {
        List<double[]> gradients = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            MemorySegment input = session.input("step", tensors.get(i).name());
            fill(input, new Philox.Stream(step, i));
            gradients.add(Floats.of(input));
        }
        double norm = Math.sqrt(gradients.stream()
                .flatMapToDouble(Arrays::stream)
                .map(g -> g * g)
                .sum());
        assertTrue(norm > LIMIT, "clipped");
        set(session, "learning_rate", RATE / step);
        set(session, "loss", step == POISONED ? Double.NaN : 1);
        session.run("step");
        session.pull(tensors);
        for (int i = 0; i < tensors.size() && step != POISONED; i++) {
            // The square of the norm is a sum in floats; the floor of the division is that of PyTorch's clipping.
            expected.get(i).move(gradients.get(i), LIMIT / (norm + 1e-6), (float) (RATE / step));
        }
        for (int i = 0; i < tensors.size(); i++) {
            assertArrayEquals(
                    expected.get(i).weights(), Floats.of(tensors.get(i).segment()), TOLERANCE, "step " + step);
        }
    }

    /** Weights and moment of a tensor in doubles. */
    private record Written(double[] weights, double[] moment, double decay) {
        static Written of(Param tensor) {
            double[] weights = Floats.of(tensor.segment());
            return new Written(
                    weights, new double[weights.length], tensor.shape().rank() > 1 ? DECAY : 0);
        }

        void move(double[] gradient, double scale, double rate) {
            for (int i = 0; i < weights.length; i++) {
                double g = gradient[i] * scale;
                double direction = 0.9 * moment[i] + 0.1 * g;
                assertTrue(Math.abs(direction) > UNCERTAIN, "another seed");
                weights[i] = (1 - rate * decay) * weights[i] - rate * Math.signum(direction);
                moment[i] = 0.99 * moment[i] + 0.01 * g;
            }
        }
    }

    private static void fill(MemorySegment values, Philox.Stream random) {
        for (long i = 0; i < values.byteSize() / Float.BYTES; i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.normal());
        }
    }

    private static void set(Session session, String input, double value) {
        session.input("step", input).set(ValueLayout.JAVA_FLOAT, 0, (float) value);
    }
}
