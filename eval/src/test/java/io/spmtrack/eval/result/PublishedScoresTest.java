package io.spmtrack.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Measure;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Published results score what {@code expected_scores.json} says, under every rule it names, to its six decimals. */
class PublishedScoresTest {

    private static final double HALF_OF_LAST_DECIMAL = 0.5e-6;

    @TestFactory
    Stream<DynamicTest> everySetUnderEveryRule() throws IOException {
        JsonNode sets = new ObjectMapper()
                .readTree(SharedFolder.data("expected_scores.json").toFile())
                .get("sets");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode set : sets) {
            if (!Files.exists(SharedFolder.data().resolve(set.get("results").asText()))) {
                System.out.println("skipped: " + set.get("name").asText() + ", its results are not here");
                continue;
            }
            tests.add(DynamicTest.dynamicTest(
                    set.get("kind").asText() + " " + set.get("name").asText(), () -> check(set)));
        }
        assertFalse(tests.isEmpty(), "no result set is present");
        return tests.stream();
    }

    private static void check(JsonNode set) throws IOException {
        Map<String, Truth> truths = PublishedTruth.read(SharedFolder.data(), set);
        ResultSet results = ResultSet.open(SharedFolder.data(set.get("results").asText()));
        Map<String, String> names = NamePairs.of(truths.keySet(), results.names());
        assertEquals(set.get("sequences").asInt(), truths.size(), "sequences");
        assertEquals(truths.keySet(), names.keySet(), "every sequence has results");
        boolean corners = set.get("box_format").asText().equals("xyxy");
        List<Tracked> tracked = new ArrayList<>();
        truths.forEach((name, truth) -> {
            List<Box> boxes = results.read(names.get(name)).boxes();
            List<Box> predicted =
                    corners ? boxes.stream().map(PublishedScoresTest::corners).toList() : boxes;
            tracked.add(new Tracked(
                    name, truth, predicted, Benchmark.quirksOf(set.get("kind").asText()), () -> new FrameSize(1, 1)));
        });
        set.get("rules").properties().forEach(rule -> check(set, tracked, rule.getKey(), rule.getValue()));
    }

    private static void check(JsonNode set, List<Tracked> tracked, String ruleName, JsonNode expected) {
        Rule rule = Benchmark.rule(ruleName, set.get("kind").asText());
        DatasetScore score = DatasetScore.of(
                ruleName,
                rule,
                tracked.stream().map(each -> SequenceScore.of(rule, each)).toList());
        assertEquals(set.get("frames").asLong(), score.frames(), "frames");
        for (Measure measure : Measure.values()) {
            double actual = measure.in(score.measures());
            if (expected.has(measure.key())) {
                assertEquals(
                        expected.get(measure.key()).asDouble(),
                        actual,
                        HALF_OF_LAST_DECIMAL,
                        ruleName + " " + measure.key());
            } else if (measure != Measure.AO) {
                assertTrue(Double.isNaN(actual), measure + " is not defined by " + rule);
            }
        }
    }

    /** The reader takes four numbers for x,y,w,h; here the last two are the far corner. */
    private static Box corners(Box box) {
        return new Box(box.x1(), box.y1(), box.width(), box.height());
    }
}
