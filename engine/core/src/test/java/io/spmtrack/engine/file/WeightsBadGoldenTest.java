package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file that bad.json says must be refused is: by one line naming file and defect, within a second, with memory in
 * proportion to the file. Files for {@code model X} are sound safetensors files; the checkpoint loader refuses them.
 */
final class WeightsBadGoldenTest {
    private static final long NANOSECONDS = 1_000_000_000;
    private static final long MEMORY_PER_BYTE = 64;
    private static final long MEMORY_BESIDE = 8 << 20;

    @TestFactory
    List<DynamicTest> files() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : SharedFolder.golden("weights_bad*")) {
            for (JsonNode file : GoldenValues.json(folder.resolve("bad.json")).get("files")) {
                tests.addAll(tests(folder.resolve(file.get("file").asText()), file));
            }
        }
        return tests;
    }

    private static List<DynamicTest> tests(Path path, JsonNode file) {
        String reader = file.get("reader").asText();
        String name = path.getFileName().toString();
        if (reader.startsWith("model ")) {
            return List.of(dynamicTest(
                    name + " opens, for the checkpoint loader to refuse",
                    () -> Safetensors.open(path).close()));
        }
        List<String> mentions = new ArrayList<>(List.of(name));
        file.get("mentions").forEach(word -> mentions.add(word.asText()));
        return List.of(
                dynamicTest(name, () -> refused(path, reader(reader), mentions)),
                dynamicTest(name + " by content", () -> refused(path, TensorFile::open, mentions)));
    }

    private static Function<Path, TensorFile> reader(String name) {
        return switch (name) {
            case "safetensors" -> Safetensors::open;
            case "torch" -> TorchFile::open;
            case "index" -> ShardIndex::open;
            default -> throw new IllegalArgumentException("bad.json names an unknown reader: " + name);
        };
    }

    private static void refused(Path path, Function<Path, TensorFile> reader, List<String> mentions)
            throws IOException {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = thread.getCurrentThreadAllocatedBytes();
        long time = thread.getCurrentThreadCpuTime();
        InputException error =
                assertThrows(InputException.class, () -> reader.apply(path).close());
        long took = thread.getCurrentThreadCpuTime() - time;
        long used = thread.getCurrentThreadAllocatedBytes() - allocated;
        assertTrue(took < NANOSECONDS, took + " ns of processor time");
        assertTrue(used < MEMORY_BESIDE + MEMORY_PER_BYTE * Files.size(path), used + " bytes allocated");
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
        mentions.forEach(word -> assertTrue(error.getMessage().contains(word), word + " in: " + error.getMessage()));
        assertEquals(1, error.getMessage().lines().count());
    }
}
