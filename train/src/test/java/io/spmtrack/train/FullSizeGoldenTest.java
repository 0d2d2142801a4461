package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.TestedBackends;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ReferenceRule;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.OptimizerSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of the published sizes: loss and the gradient of every trained parameter, on {@code cpu} or the backend that the build names. */
class FullSizeGoldenTest {
    private static final double LOSS = 1e-4;
    private static final double GRADIENT = 5e-5;

    static Stream<Path> cases() {
        return SharedFolder.golden("{base,large}_*.json").stream();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void lossAndGradientsAreTheOfficialOnes(Path path) {
        JsonNode golden = GoldenValues.json(path);
        int batch = golden.get("config").get("batch").asInt();
        try (TensorFile stored = GoldenValues.tensors(path);
                Model model = GoldenModel.create(golden, ReferenceRule.MIDPOINTS, Optimizer::group)) {
            Optimizer optimizer = new Optimizer(model.weights(), OptimizerSettings.published());
            try (TrainingSession step = new TrainingSession(
                    model,
                    optimizer,
                    LossSettings.published(),
                    TrainSettings.published().withBatch(batch),
                    TestedBackends.orElse(new CpuBackend(2)).findFirst().orElseThrow())) {
                GoldenBatch.fill(step.batch(), golden, stored);
                GoldenBatch.fill(step.validationBatch(), golden, stored);
                assertRelative(golden.get("loss"), step.validate(0).loss(), "loss");
                if (hasGradients(golden)) {
                    assertEquals(Set.copyOf(optimizer.trained()), step.reached(), "gradients compared");
                    checkGradients(golden, optimizer, step);
                }
            }
        }
    }

    /** A case whose summaries are absent or null has a loss to compare, and no gradients. */
    private static boolean hasGradients(JsonNode golden) {
        return golden.hasNonNull("gradient_summaries");
    }

    @Test
    void nullIsNoGradient() {
        ObjectNode golden = JsonNodeFactory.instance.objectNode();
        assertFalse(hasGradients(golden));
        assertFalse(hasGradients(golden.putNull("gradient_summaries")));
        golden.putObject("gradient_summaries");
        assertTrue(hasGradients(golden));
    }

    private static void checkGradients(JsonNode golden, Optimizer optimizer, TrainingSession step) {
        TrainingSession.Report report = step.update(0, 0, 0);
        assertRelative(golden.get("loss"), report.loss(), "loss of the update");
        assertRelative(golden.get("gradient_norm_before_clipping"), report.gradNorm(), "gradient norm");
        JsonNode summaries = golden.get("gradient_summaries");
        assertFalse(summaries.isEmpty());
        step.pullGradients();
        Set<String> named = new TreeSet<>();
        for (Param parameter : optimizer.trained()) {
            if (summaries.has(parameter.name())) {
                named.add(parameter.name());
                assertGradient(
                        parameter.name(), summaries.get(parameter.name()), Floats.of(optimizer.gradient(parameter)));
            }
        }
        assertEquals(summaries.size(), named.size(), "gradients compared");
    }

    private static void assertRelative(JsonNode expected, double actual, String what) {
        assertEquals(expected.asDouble(), actual, LOSS * Math.abs(expected.asDouble()), what);
    }

    /** Elements are compared with the largest, the sum with the most the sum of magnitudes can be for this l2. */
    private static void assertGradient(String name, JsonNode summary, double... actual) {
        double largest = summary.get("max_abs").asDouble();
        double norm = summary.get("l2").asDouble();
        double most = Math.sqrt(actual.length) * norm;
        assertEquals(summary.get("sum").asDouble(), Arrays.stream(actual).sum(), GRADIENT * most, name + " sum");
        double l2 = Math.sqrt(Arrays.stream(actual).map(x -> x * x).sum());
        assertEquals(norm, l2, LOSS * norm, name + " l2");
        double found = Arrays.stream(actual).map(Math::abs).max().orElseThrow();
        assertEquals(largest, found, GRADIENT * largest, name + " largest magnitude");
        JsonNode sample = summary.get("sample");
        for (int i = 0; i < sample.size(); i++) {
            int at = Math.toIntExact((long) i * actual.length / sample.size());
            assertEquals(sample.get(i).asDouble(), actual[at], GRADIENT * largest, name + " element " + at);
        }
    }
}
