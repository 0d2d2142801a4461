package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.TestedBackends;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenFrame;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ReferenceRule;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.OptimizerSettings;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small complete models: loss, gradients, optimiser steps and tracking frames, on both backends. */
class TinyGoldenTest {
    private static final double LOSS = 1e-4;
    private static final double GRADIENT = 5e-5;

    static Stream<Arguments> cases() {
        return SharedFolder.golden("tiny_*.json").stream()
                .flatMap(path -> TestedBackends.orElse(new ReferenceBackend(), new CpuBackend(2))
                        .map(backend -> Arguments.of(path, backend)));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void trainingStepsAreTheOfficialOnes(Path path, Backend backend) {
        JsonNode golden = GoldenValues.json(path);
        try (TensorFile expected = GoldenValues.tensors(path);
                Model model = GoldenModel.create(golden, ReferenceRule.MIDPOINTS, Optimizer::group)) {
            JsonNode settings = golden.get("optimizer").get("config");
            Optimizer optimizer = new Optimizer(
                    model.weights(),
                    new OptimizerSettings(
                            OptimizerSettings.Kind.ADAMW,
                            settings.get("lr").asDouble(),
                            settings.get("weight_decay").asDouble(),
                            0.9,
                            0.999,
                            1e-8,
                            golden.get("optimizer").get("max_grad_norm").asDouble(),
                            1));
            int batch = golden.get("config").get("batch").asInt();
            try (TrainingSession step = new TrainingSession(
                    model,
                    optimizer,
                    LossSettings.published(),
                    TrainSettings.published().withBatch(batch),
                    backend)) {
                GoldenBatch.fill(step.batch(), golden, expected);
                GoldenBatch.fill(step.validationBatch(), golden, expected);
                checkLoss(golden, 0, step.validate(0), false);
                steps(
                        golden,
                        expected,
                        model,
                        optimizer,
                        step,
                        settings.get("lr").asDouble());
            }
        }
    }

    private static void steps(
            JsonNode golden, TensorFile expected, Model model, Optimizer optimizer, TrainingSession step, double rate) {
        for (int number = 0; number < golden.get("training_log").size(); number++) {
            checkLoss(golden, number, step.update(number, 0, rate), true);
            if (number == 0) {
                checkGradients(expected, optimizer, step);
            }
            step.pull();
            checkParameters(expected, model, number + 1, rate);
        }
    }

    private static void checkLoss(JsonNode golden, int number, TrainingSession.Report report, boolean update) {
        JsonNode log = golden.get("training_log").get(number);
        String where = "step " + number;
        assertRelative(log.get("loss").asDouble(), report.loss(), where + " loss");
        if (update) {
            assertRelative(log.get("grad_norm").asDouble(), report.gradNorm(), where + " gradient norm");
        }
        for (int frame = 0; frame < 2; frame++) {
            JsonNode parts = log.get("metrics");
            assertRelative(
                    parts.get("Loss/bce_" + frame).asDouble(), report.classification()[frame], where + " bce " + frame);
            assertRelative(parts.get("Loss/iou_" + frame).asDouble(), report.box()[frame], where + " iou " + frame);
        }
    }

    private static void assertRelative(double expected, double actual, String what) {
        assertEquals(expected, actual, LOSS * Math.abs(expected), what);
    }

    private static void checkGradients(TensorFile expected, Optimizer optimizer, TrainingSession step) {
        Set<String> wanted = expected.entries().keySet().stream()
                .filter(name -> name.startsWith("grad."))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> reached = step.reached().stream()
                .map(parameter -> "grad." + parameter.name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(wanted, reached, "gradients compared");
        step.pullGradients();
        for (Param parameter : step.reached()) {
            String name = "grad." + parameter.name();
            Floats.assertClose(name, doubles(expected, name), Floats.of(optimizer.gradient(parameter)), GRADIENT, 0);
        }
    }

    private static double[] doubles(TensorFile file, String name) {
        float[] values = file.floats(name);
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static void checkParameters(TensorFile expected, Model model, int step, double rate) {
        long total = 0;
        long far = 0;
        for (Param parameter : model.weights().parameters().values()) {
            String name = "after" + step + "." + parameter.name();
            if (!expected.entries().containsKey(name)) {
                continue;
            }
            double[] wanted = doubles(expected, name);
            double[] actual = Floats.of(parameter.segment());
            for (int i = 0; i < wanted.length; i++) {
                double difference = Math.abs(wanted[i] - actual[i]);
                assertTrue(difference <= 2 * rate * step, name + " element " + i + " differs by " + difference);
                far += difference > 1e-5 ? 1 : 0;
                total++;
            }
        }
        if (step == 1 || step == 3) {
            assertTrue(total > 0, "the case has parameters after step " + step);
        }
        assertTrue(
                far <= total / 1000, far + " of " + total + " parameters differ by more than 1e-5 after step " + step);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void trackingFramesAreTheOfficialOnes(Path path, Backend backend) {
        JsonNode golden = GoldenValues.json(path);
        try (TensorFile expected = GoldenValues.tensors(path);
                Model model = GoldenModel.create(golden, ReferenceRule.MIDPOINTS, Optimizer::group)) {
            try (GoldenFrame frame =
                    new GoldenFrame(model, golden.get("config").get("batch").asInt(), backend)) {
                for (int number = 0; number < golden.get("tracking_frames").size(); number++) {
                    track(golden, expected, frame, number);
                }
            }
        }
    }

    private static void track(JsonNode golden, TensorFile expected, GoldenFrame program, int number) {
        JsonNode frame = golden.get("tracking_frames").get(number);
        for (int i = 0; i < 3; i++) {
            String template = "input." + frame.get("templates").get(i).asText();
            program.reference(
                    i, expected.floats(template), GoldenModel.floats(expected.longs(template + "_feat_mask")));
        }
        program.run(GoldenModel.input(golden, frame.get("search_input").asText()));
        program.assertOutputs(expected, "track" + number + ".");
    }
}
