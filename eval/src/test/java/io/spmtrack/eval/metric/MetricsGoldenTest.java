package io.spmtrack.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every number of every metrics case equals the official one within one unit in the last place of float32. */
class MetricsGoldenTest {

    @TestFactory
    Stream<DynamicTest> officialScores() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : SharedFolder.golden("metrics_*.json")) {
            JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("cases");
            for (JsonNode each : cases) {
                String name = file.getFileName() + " " + tests.size() + " "
                        + each.get("dataset_name").asText();
                tests.add(DynamicTest.dynamicTest(name + " compatible", () -> compatible(each)));
                tests.add(DynamicTest.dynamicTest(name + " native", () -> strict(each)));
            }
        }
        return tests.stream();
    }

    private static void compatible(JsonNode given) {
        Tracked tracked = tracked(given);
        JsonNode expected = given.get("compatible");
        double[] overlaps = Rule.COMPATIBLE.conventions().errors(tracked).overlap();
        requireEach("frame_overlap", expected.get("frame_overlap"), overlaps.length, i -> overlaps[i]);
        require(Rule.COMPATIBLE, tracked, expected, 8 + 1);
    }

    private static void strict(JsonNode given) {
        Tracked tracked = tracked(given);
        JsonNode expected = given.get("native");
        requireEach(
                "frame_iou",
                expected.get("frame_iou"),
                tracked.truth().size(),
                i -> StrictErrors.frameOverlap(tracked, i));
        require(Rule.STRICT, tracked, expected, 9 + 1);
    }

    private static void require(Rule rule, Tracked tracked, JsonNode expected, int fields) {
        assertEquals(fields, expected.size(), "fields of the case");
        SequenceScore score = SequenceScore.of(rule, tracked);
        Measures measures = score.measures();
        expected.properties().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "frame_overlap", "frame_iou" -> assertTrue(value.isArray());
                case "success_curve" -> curve("success", value, score.curves().success());
                case "precision_curve" ->
                    curve("precision", value, score.curves().precision());
                case "normalized_precision_curve" ->
                    curve("normalized", value, score.curves().normalizedPrecision());
                case "success_score" -> close("success_score", number(value), measures.auc());
                case "precision_score" -> close("precision_score", number(value), measures.precision());
                case "normalized_precision_score" -> close("norm", number(value), measures.normPrecision());
                case "success_rate_0.5" -> close("sr50", number(value), measures.sr50());
                case "success_rate_0.75" -> close("sr75", number(value), measures.sr75());
                case "average_overlap" -> close("ao", number(value), measures.ao());
                default -> fail("a field this test does not know: " + field.getKey());
            }
        });
    }

    private static void curve(String name, JsonNode expected, Curve actual) {
        requireEach(name, expected, actual.size(), actual::at);
    }

    private static void requireEach(String name, JsonNode expected, int size, IntToDoubleFunction actual) {
        assertEquals(expected.size(), size, name);
        for (int i = 0; i < size; i++) {
            close(name + "[" + i + "]", number(expected.get(i)), actual.applyAsDouble(i));
        }
    }

    private static void close(String name, double expected, double actual) {
        if (Double.compare(expected, actual) != 0) {
            assertEquals(expected, actual, Math.ulp((float) expected), name);
        }
    }

    private static Tracked tracked(JsonNode given) {
        List<Box> truth = boxes(given.get("groundtruth"));
        JsonNode flags = given.get("present_flags");
        return new Tracked(
                "golden",
                flags.isNull()
                        ? Truth.of(truth)
                        : Truth.of(truth, i -> flags.get(i).asBoolean()),
                boxes(given.get("predicted")),
                Benchmark.quirksOf(given.get("dataset_name").asText()),
                () -> new FrameSize(1, 1));
    }

    private static List<Box> boxes(JsonNode rows) {
        List<Box> boxes = new ArrayList<>();
        for (JsonNode row : rows) {
            boxes.add(new Box(number(row.get(0)), number(row.get(1)), number(row.get(2)), number(row.get(3))));
        }
        return boxes;
    }

    private static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.asDouble();
        }
        return switch (node.asText()) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("not a number: " + node);
        };
    }
}
