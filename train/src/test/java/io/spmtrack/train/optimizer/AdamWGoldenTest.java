package io.spmtrack.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenModel;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** AdamW with clipping on a few small tensors, step by step. */
class AdamWGoldenTest {
    private static final double TOLERANCE = 1e-6;

    private record Tensors(List<Param> p) implements Module {}

    static Stream<Arguments> cases() {
        return SharedFolder.golden("ops_*.json").stream()
                .flatMap(path ->
                        Stream.of(Arguments.of(path, new ReferenceBackend()), Arguments.of(path, new CpuBackend(2))));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void everyStepIsTheOfficialOne(Path path, Backend backend) {
        JsonNode runs = GoldenValues.json(path).get("adamw");
        String tag = path.getFileName().toString().replaceFirst("\\.json$", "");
        try (TensorFile expected = GoldenValues.tensors(path)) {
            for (int run = 0; run < runs.size(); run++) {
                check(runs.get(run), expected, tag + ":adam" + run, "adam" + run, backend);
            }
        }
    }

    private static void check(JsonNode run, TensorFile expected, String generator, String name, Backend backend) {
        List<Param> tensors = new ArrayList<>();
        for (JsonNode shape : run.get("shapes")) {
            tensors.add(Param.trained(
                    Init.zeros(),
                    GoldenValues.longs(shape).stream()
                            .mapToInt(Math::toIntExact)
                            .toArray()));
        }
        try (ParamStore store = new ParamStore(
                new Tensors(tensors),
                entry -> run.get("weight_decay")
                                        .get(Integer.parseInt(entry.getKey().substring(2)))
                                        .asDouble()
                                > 0
                        ? "default"
                        : "embed")) {
            for (int i = 0; i < tensors.size(); i++) {
                GoldenModel.fill(
                        tensors.get(i).segment(),
                        GoldenValues.values(generator + ":p" + i, 0.5, 0, size(tensors.get(i))));
            }
            Optimizer optimizer = new Optimizer(
                    store,
                    new OptimizerSettings(
                            OptimizerSettings.Kind.ADAMW,
                            1e-3,
                            run.get("weight_decay").get(0).asDouble(),
                            run.get("betas").get(0).asDouble(),
                            run.get("betas").get(1).asDouble(),
                            run.get("eps").asDouble(),
                            limit(run.get("max_grad_norm")),
                            1));
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
            try (Session session = backend.load(Compiler.compile(List.of(program), backend))) {
                for (int step = 0; step < run.get("steps").size(); step++) {
                    step(run, expected, generator, name, session, optimizer, tensors, step);
                }
            }
        }
    }

    private static void step(
            JsonNode run,
            TensorFile expected,
            String generator,
            String name,
            Session session,
            Optimizer optimizer,
            List<Param> tensors,
            int step) {
        for (int i = 0; i < tensors.size(); i++) {
            GoldenModel.fill(
                    session.input("step", tensors.get(i).name()),
                    GoldenValues.values(
                            generator + ":g" + i + ":" + step,
                            run.get("gradient_scale_a").asDouble(),
                            0,
                            size(tensors.get(i))));
        }
        JsonNode settings = run.get("steps").get(step);
        set(session, "learning_rate", settings.get("lr").asDouble());
        set(session, "correction1", optimizer.corrections(step + 1)[0]);
        set(session, "correction2", optimizer.corrections(step + 1)[1]);
        session.run("step");
        session.pull(tensors);
        double stored = settings.get("grad_norm_before_clipping").asDouble();
        // With a limit the official norm is that of all elements. Without one the official code only logs a number: the
        // norm of torch.linalg.norm(gradient, 2), which for a matrix is its largest singular value.
        boolean limited = Double.isFinite(limit(run.get("max_grad_norm")));
        assertEquals(norm(session, tensors, !limited), stored, 1e-6 * stored, name + " stored norm at step " + step);
        double norm = session.output("step", "grad_norm").get(ValueLayout.JAVA_FLOAT, 0);
        double euclidean = norm(session, tensors, false);
        assertEquals(euclidean, norm, 1e-6 * euclidean, name + " norm at step " + step);
        for (int i = 0; i < tensors.size(); i++) {
            float[] values = expected.floats(name + ".step" + step + ".p" + i);
            double[] doubles = new double[values.length];
            for (int j = 0; j < values.length; j++) {
                doubles[j] = values[j];
            }
            assertArrayEquals(
                    doubles, Floats.of(tensors.get(i).segment()), TOLERANCE, name + " tensor " + i + " step " + step);
        }
    }

    /** Norm over all gradients of the norm of each: of its elements, or its largest singular value where it is a matrix. */
    private static double norm(Session session, List<Param> tensors, boolean spectral) {
        double squares = 0;
        for (Param tensor : tensors) {
            double[] gradient = Floats.of(session.input("step", tensor.name()));
            int columns =
                    tensor.shape().rank() == 2 && spectral ? tensor.shape().size(1) : 1;
            squares += largestEigenvalue(gradient, columns);
        }
        return Math.sqrt(squares);
    }

    /** Of {@code AᵀA}, by power iteration; with a single column that is the sum of squares. */
    private static double largestEigenvalue(double[] a, int columns) {
        double[] vector = new double[columns];
        Arrays.setAll(vector, i -> 1 + 0.1 * i);
        double length = 0;
        for (int iteration = 0; iteration < 2000; iteration++) {
            double[] next = new double[columns];
            for (int row = 0; row < a.length; row += columns) {
                double product = 0;
                for (int i = 0; i < columns; i++) {
                    product += a[row + i] * vector[i];
                }
                for (int i = 0; i < columns; i++) {
                    next[i] += a[row + i] * product;
                }
            }
            length = Math.sqrt(Arrays.stream(next).map(x -> x * x).sum());
            for (int i = 0; i < columns; i++) {
                vector[i] = next[i] / length;
            }
        }
        return length;
    }

    /** No limit is written as null or 0. */
    private static double limit(JsonNode norm) {
        return norm.asDouble() > 0 ? norm.asDouble() : Double.POSITIVE_INFINITY;
    }

    private static void set(Session session, String input, double value) {
        session.input("step", input).set(ValueLayout.JAVA_FLOAT, 0, (float) value);
    }

    private static int size(Param parameter) {
        return Math.toIntExact(parameter.shape().count());
    }
}
