package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code golden/weights_bad}: files that must be refused, given to the command line. */
final class HostileWeightsGoldenTest {
    private static final Set<String> GENERAL_READERS = Set.of("safetensors", "torch", "index");

    @TestFactory
    List<DynamicTest> refused() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : SharedFolder.golden("weights_bad*")) {
            Path list = folder.resolve("bad.json");
            for (JsonNode file : new ObjectMapper().readTree(list.toFile()).path("files")) {
                if (GENERAL_READERS.contains(file.path("reader").asText())) {
                    tests.add(DynamicTest.dynamicTest(file.path("file").asText(), () -> refused(list, file)));
                }
            }
        }
        return tests;
    }

    private static void refused(Path list, JsonNode file) {
        Path weights = list.resolveSibling(file.path("file").asText());
        for (String command : List.of("inspect", "verify")) {
            String message = Call.of("weights", command, weights.toString()).refused();
            for (JsonNode word : file.path("mentions")) {
                assertTrue(message.contains(word.asText()), message);
            }
        }
    }
}
