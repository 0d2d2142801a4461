package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as {@code DataParallel} and {@code torch.compile} leave them. */
final class WrapperPrefixTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "a.weight, b, a.weight, b",
        "_orig_mod.a, _orig_mod.b, a, b",
        "module.a, module.b, a, b",
        "module._orig_mod.a, module._orig_mod.b, a, b",
        "_orig_mod.module.module.a, _orig_mod.module.module.b, a, b",
        "module.a, b, module.a, b",
        "module.a, module._orig_mod.b, a, _orig_mod.b",
        "module., module.b, module., module.b"
    })
    void prefixesOfAllTensorsAreLeftOut(String one, String other, String first, String second) {
        Path file = folder.resolve("a.safetensors");
        Safetensors.write(
                file,
                List.of(TensorData.floats(one, List.of(1L), 1), TensorData.floats(other, List.of(1L), 2)),
                Map.of());
        try (TensorFile opened = TensorFile.open(file)) {
            assertEquals(Set.of(first, second), opened.stateDict().keySet());
            assertArrayEquals(
                    new float[] {2},
                    opened.floats(opened.stateDict().get(second).name()));
        }
    }
}
