package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenFrame;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.Probe;
import io.spmtrack.model.crop.ReferenceRule;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small complete models: forward, loss, gradients, optimiser steps and tracking frames, on both backends. */
class TinyGoldenTest {
    private static final double SCORE = 1e-4;
    private static final double BOX = 2e-5;
    private static final double STATE = 5e-5;
    private static final double ACTIVATION = 1e-5;
    private static final double LOSS = 1e-4;
    private static final double GRADIENT = 5e-5;

    static Stream<Arguments> cases() {
        return SharedFolder.golden("tiny_*.json").stream()
                .flatMap(path ->
                        Stream.of(Arguments.of(path, new ReferenceBackend()), Arguments.of(path, new CpuBackend(2))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void trainingStepsAreTheOfficialOnes(Path path, Backend backend) {
        JsonNode golden = GoldenValues.json(path);
        try (TensorFile expected = GoldenValues.tensors(path);
                Model model = GoldenModel.create(golden, ReferenceRule.MIDPOINTS, Optimizer::group)) {
            JsonNode settings = golden.get("optimizer").get("config");
            Optimizer optimizer = new Optimizer(
                    model.weights(),
                    new OptimizerSettings(
                            settings.get("lr").asDouble(),
                            settings.get("weight_decay").asDouble(),
                            0.9,
                            0.999,
                            1e-8,
                            golden.get("optimizer").get("max_grad_norm").asDouble()));
            int batch = golden.get("config").get("batch").asInt();
            Set<String> seen = new TreeSet<>();
            Probe probe = (name, value) -> {
                if (expected.entries().containsKey(name)) {
                    value.tape().output(name, value);
                    seen.add(name);
                }
            };
            try (TrainStep step = new TrainStep(model, optimizer, LossSettings.published(), batch, 1, backend, probe)) {
                fill(step, TrainStep.Program.UPDATE, golden, expected);
                fill(step, TrainStep.Program.LOSS, golden, expected);
                checkLoss(golden, 0, step.validate(0), false);
                steps(golden, expected, model, step, settings.get("lr").asDouble(), seen);
            }
        }
    }

    private static void steps(
            JsonNode golden, TensorFile expected, Model model, TrainStep step, double rate, Set<String> seen) {
        for (int number = 0; number < golden.get("training_log").size(); number++) {
            checkLoss(golden, number, step.update(number, 0, rate), true);
            if (number == 0) {
                checkTensors(expected, step, seen);
            }
            step.pull();
            checkParameters(expected, model, number + 1, rate);
        }
    }

    private static void fill(TrainStep step, TrainStep.Program program, JsonNode golden, TensorFile expected) {
        String tag = golden.get("config").get("tag").asText();
        for (int i = 0; i < 3; i++) {
            GoldenModel.fill(step.input(program, "reference" + i), expected.floats("input.z_" + i));
            GoldenModel.fill(
                    step.input(program, "mask" + i), GoldenModel.floats(expected.longs("input.z_" + i + "_feat_mask")));
        }
        int cells = Math.toIntExact(expected.entries().get("frame0.score_map").elements()
                / golden.get("config").get("batch").asInt());
        for (int frame = 0; frame < 2; frame++) {
            GoldenModel.fill(step.input(program, "search" + frame), expected.floats("input.x_" + frame));
            GoldenModel.fill(step.input(program, "box" + frame), expected.floats("target.boxes_" + frame));
            GoldenModel.fill(
                    step.input(program, "positives" + frame), expected.floats("target.num_positive_samples_" + frame));
            long[] samples = expected.longs("target.positive_sample_batch_dim_indices_" + frame);
            long[] places = expected.longs("target.positive_sample_map_dim_indices_" + frame);
            float[] positive =
                    new float[cells * golden.get("config").get("batch").asInt()];
            for (int i = 0; i < samples.length; i++) {
                positive[Math.toIntExact(samples[i] * cells + places[i])] = 1;
            }
            GoldenModel.fill(step.input(program, "positive" + frame), positive);
        }
        assertTrue(tag.startsWith("tiny"), "tag " + tag);
    }

    private static void checkLoss(JsonNode golden, int number, TrainStep.Report report, boolean update) {
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

    private static void checkTensors(TensorFile expected, TrainStep step, Set<String> seen) {
        Set<String> wanted = new TreeSet<>();
        for (String name : expected.entries().keySet()) {
            if (name.startsWith("frame") || name.startsWith("patch_embed") || name.startsWith("grad.")) {
                wanted.add(name);
            }
        }
        assertEquals(wanted, seen, "tensors compared");
        for (String name : seen) {
            double[] actual = Floats.of(step.output(name));
            if (name.startsWith("grad.")) {
                Floats.assertClose(name, doubles(expected, name), actual, GRADIENT, 0);
            } else {
                checkForward(name, doubles(expected, name), actual);
            }
        }
    }

    private static void checkForward(String name, double[] expected, double[] actual) {
        double absolute = name.endsWith("score_map")
                ? SCORE
                : name.endsWith("boxes") ? BOX : name.endsWith("state_token") ? STATE : 0;
        if (absolute == 0) {
            Floats.assertClose(name, expected, actual, ACTIVATION, 0);
        } else {
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], absolute, name + " element " + i);
            }
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

    @ParameterizedTest
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
