package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tensor files of data/tensors, written by PyTorch and Rust programs. */
final class RealFilesTest {
    /** The files that are no weights, and what is said of them. */
    private static final Map<String, String> REFUSED = Map.of(
            "broken.pt", "it has 3 bytes); it may be damaged",
            "test.npy", "it is a NumPy array",
            "test.npz", "not a PyTorch file");

    /** Every file of the folder, whatever will be added: it opens and all of it can be read, or it is one of those above. */
    @TestFactory
    List<DynamicTest> everyFileOpensOrIsRefusedWithItsReason() throws IOException {
        Path folder = SharedFolder.data("tensors");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> dynamicTest(folder.relativize(file).toString(), () -> opensOrIsRefused(file)))
                    .toList();
        }
    }

    private static void opensOrIsRefused(Path path) {
        String reason = REFUSED.get(path.getFileName().toString());
        if (reason != null) {
            String message = assertThrows(InputException.class, () -> TensorFile.open(path))
                    .getMessage();
            assertTrue(message.startsWith(path + ": ") && message.contains(reason), message);
            assertEquals(1, message.lines().count());
            return;
        }
        try (TensorFile file = TensorFile.open(path)) {
            assertTrue(file.entries().size() > 0);
            for (TensorEntry entry : file.entries().values()) {
                int length =
                        entry.type().floating() ? file.floats(entry.name()).length : file.longs(entry.name()).length;
                assertEquals(entry.elements(), length, entry.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "float32: 1 2.5 -3.7 0",
                "float64: 1.1 2.2 3.3",
                "float16: 1.5 -2.25 3.125",
                "bfloat16: 1.5 -2.5 3.5",
                "extreme_values: 1e-30 1e30 -1e-30 -1e30",
                "tensor_2d: 1 2 3 4 5 6",
                "scalar: 42"
            })
    void floatingNumbersAreThoseStored(String line) {
        String[] parts = line.split(": ");
        String[] texts = parts[1].split(" ");
        float[] expected = new float[texts.length];
        IntStream.range(0, texts.length).forEach(i -> expected[i] = (float) Double.parseDouble(texts[i]));
        try (TensorFile file = TensorFile.open(pytorch(parts[0]))) {
            assertArrayEquals(expected, file.floats("tensor"));
            assertThrows(InputException.class, () -> file.longs("tensor"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int8: 127 -128 0 50",
                "uint8: 0 128 255 42",
                "int16: 1000 -2000 3000",
                "int32: 10 20 -30",
                "int64: 100 -200 300 0",
                "bool: 1 0 1 1 0"
            })
    void wholeNumbersAreThoseStored(String line) {
        String[] parts = line.split(": ");
        long[] expected =
                Stream.of(parts[1].split(" ")).mapToLong(Long::parseLong).toArray();
        try (TensorFile file = TensorFile.open(pytorch(parts[0]))) {
            assertArrayEquals(expected, file.longs("tensor"));
            assertThrows(InputException.class, () -> file.floats("tensor"));
        }
    }

    @Test
    void viewsInASharedLegacyStorageStartAtTheirOffsets() {
        try (TensorFile file = TensorFile.open(pytorch("legacy_uncloned_views"))) {
            assertEquals(TensorFile.Format.TORCH_LEGACY, file.format());
            assertArrayEquals(new float[] {10, 11, 12, 13, 14, 15, 16, 17, 18, 19}, file.floats("tensor1"));
            assertArrayEquals(new float[] {50, 51, 52, 53, 54, 55, 56, 57, 58, 59}, file.floats("tensor2"));
        }
    }

    @Test
    void theStateDictIsFoundInsideItsWrapper() {
        assertStateDict("checkpoint", "model_state_dict.", Set.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"));
        assertStateDict("weights_with_config", "my_model.", Set.of("fc1.weight", "fc1.bias", "fc2.weight"));
        assertStateDict("top_level_key", "my_state_dict.", Set.of("conv1.weight", "conv1.bias"));
        assertStateDict("parameter", "", Set.of("param"));
        assertStateDict("nested_dict", "", Set.of("layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias"));
    }

    private static void assertStateDict(String name, String prefix, Set<String> tensors) {
        try (TensorFile file = TensorFile.open(pytorch(name))) {
            assertEquals(tensors, file.stateDict().keySet());
            file.stateDict().forEach((inside, entry) -> assertEquals(prefix + inside, entry.name()));
            assertTrue(file.entries()
                    .keySet()
                    .containsAll(tensors.stream().map(prefix::concat).toList()));
        }
    }

    @Test
    void theSameNetworkHasTheSameTensorsInBothFormats() {
        Map<String, String> shapes = new HashMap<>();
        try (TensorFile file = TensorFile.open(SharedFolder.data("tensors/mnist_pair/mnist.pt"))) {
            file.entries().forEach((name, entry) -> shapes.put(name, entry.type() + " " + entry.shape()));
        }
        try (TensorFile file = TensorFile.open(SharedFolder.data("tensors/mnist_pair/mnist.safetensors"))) {
            Map<String, String> others = new HashMap<>();
            file.entries().forEach((name, entry) -> others.put(name, entry.type() + " " + entry.shape()));
            assertEquals(others, shapes);
            assertArrayEquals(new long[] {7504}, file.longs("norm1.num_batches_tracked"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"numpy/test.npy", "numpy/test.npz", "pytorch"})
    void otherFilesAreRefused(String name) {
        Path path = SharedFolder.data("tensors/" + name);
        InputException error = assertThrows(InputException.class, () -> TensorFile.open(path));
        assertTrue(error.getMessage().startsWith(path.toString()), error.getMessage());
    }

    private static Path pytorch(String name) {
        return SharedFolder.data("tensors/pytorch/" + name + ".pt");
    }
}
