package io.spmtrack.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every learning rate of every schedule in the golden cases. */
class LearningRateGoldenTest {

    private static final String VALUES = "[k, learning rate set after training iteration k (0-based)]";

    @TestFactory
    Stream<DynamicTest> schedules() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : SharedFolder.golden("ops_*.json")) {
            JsonNode runs = new ObjectMapper()
                    .readTree(file.toFile())
                    .path("lr_schedule")
                    .path("runs");
            for (JsonNode run : runs) {
                String name = file.getFileName() + " " + run.get("settings");
                tests.add(DynamicTest.dynamicTest(name, () -> check(run)));
            }
        }
        return tests.stream();
    }

    private static void check(JsonNode run) {
        LearningRate schedule = schedule(run.get("settings"));
        for (JsonNode value : run.get(VALUES)) {
            double expected = value.get(1).asDouble();
            JsonNode iteration = value.get(0);
            double found = iteration.isTextual() ? schedule.at(0) : schedule.after(iteration.asLong());
            assertEquals(expected, found, 1e-12 * expected, iteration.toString());
            if (iteration.isIntegralNumber()) {
                assertEquals(found, schedule.at(iteration.asLong() + 1), "rate of the iteration after " + iteration);
            }
        }
    }

    /** The official code divides the lengths by the accumulation steps, but counts iterations (spec, defect 14). */
    private static LearningRate schedule(JsonNode settings) {
        long iterations = settings.get("iters").asLong();
        long accumulated = settings.get("accum").asLong();
        return new LearningRate(
                settings.get("warmup_lr").asDouble(),
                settings.get("lr").asDouble(),
                settings.get("lr_min").asDouble(),
                settings.get("epochs").asLong() * iterations / accumulated,
                settings.get("warmup").asLong() * iterations / accumulated);
    }
}
