package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every checkpoint that bad.json says must be refused is: by one line, within a second, with memory as the file's size. */
class WeightsBadModelGoldenTest {
    private static final String READER = "model ";
    private static final long NANOSECONDS = 1_000_000_000;
    private static final long MEMORY_PER_BYTE = 64;
    private static final long MEMORY_BESIDE = 8 << 20;

    @TestFactory
    List<DynamicTest> files() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path bad : SharedFolder.golden("weights_bad*")) {
            for (JsonNode file : GoldenValues.json(bad.resolve("bad.json")).get("files")) {
                String reader = file.get("reader").asText();
                if (reader.startsWith(READER)) {
                    GoldenFolder sound = GoldenFolder.of(bad.resolveSibling(reader.substring(READER.length())));
                    Path path = bad.resolve(file.get("file").asText());
                    tests.add(dynamicTest(path.getFileName().toString(), () -> refused(path, file, sound)));
                }
            }
        }
        return tests;
    }

    private static void refused(Path path, JsonNode file, GoldenFolder sound) throws IOException {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = thread.getCurrentThreadAllocatedBytes();
        long time = thread.getCurrentThreadCpuTime();
        InputException error = assertThrows(
                InputException.class,
                () -> Weights.load(
                                path, Optional.of(sound.backbones().getFirst().path()), Optional.of(sound.settings()))
                        .close());
        long took = thread.getCurrentThreadCpuTime() - time;
        long used = thread.getCurrentThreadAllocatedBytes() - allocated;
        String message = error.getMessage();
        assertTrue(took < NANOSECONDS, took + " ns of processor time");
        assertTrue(used < MEMORY_BESIDE + MEMORY_PER_BYTE * Files.size(path), used + " bytes allocated");
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains(path.getFileName().toString()), message);
        file.get("mentions").forEach(word -> assertTrue(message.contains(word.asText()), word + " in: " + message));
    }
}
