package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings in a self-contained file that cannot be true are refused before anything of their size is built. */
class ModelFileTest {
    @TempDir
    Path folder;

    private void refused(String from, String to, String mention) {
        Path sound = folder.resolve("sound.safetensors");
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1)) {
            ModelFile.save(sound, model);
            try (TensorFile file = TensorFile.open(sound)) {
                String settings = file.metadata().get("spmtrack");
                assertTrue(settings.contains(from), settings);
                rewritten(model, settings.replace(from, to), mention);
            }
        }
    }

    private void rewritten(Model model, String settings, String mention) {
        Path path = folder.resolve("changed.safetensors");
        List<TensorData> tensors = model.weights().parameters().values().stream()
                .map(parameter -> TensorData.floats(parameter.name(), Contents.shape(parameter), parameter.segment()))
                .toList();
        Safetensors.write(path, tensors, Map.of("spmtrack", settings));
        String message =
                assertThrows(InputException.class, () -> ModelFile.load(path)).getMessage();
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains("changed.safetensors"), message);
        assertTrue(message.contains(mention), mention + " in: " + message);
    }

    @Test
    void impossibleSettingsAreRefused() {
        refused("\"depth\":2", "\"depth\":200", "too few");
        refused("\"expert_nums\":2", "\"expert_nums\":200", "too few");
        refused("\"depth\":2", "\"depth\":2000000000", ": model: depth must not exceed 256");
        refused("\"expert_nums\":2", "\"expert_nums\":2000000000", "expert_nums must lie in 1 to 256");
        refused("\"references\":3", "\"references\":1000000000", "references must lie in 1 to 256");
        refused("\"embed_dim\":8", "\"embed_dim\":2000000000", "embed_dim must not exceed 8192");
        refused("\"embed_dim\":8", "\"embed_dim\":16", "pos_embed: shape [1, 16, 8], expected [1, 16, 16]");
        refused("\"search_size\":8", "\"search_size\":2147483646", "search_size must not exceed 8192");
        refused("\"r\":3", "\"r\":4", "compress_expert");
        refused("\"alpha\":5.0", "\"alpha\":-1", "alpha must be positive");
        refused("\"depth\":2", "\"colour\":1,\"depth\":2", "colour");
        refused("\"depth\":2,", "", "missing: blocks.2.");
        refused("\"format\":2", "\"format\":3", "has format 3");
        refused("\"depth\":2", "\"depth\":\"two\"", "two");
        refused("\"model\":{", "\"modell\":{", "no model settings");
        refused("{", "[", "JSON");
    }

    /** Written before files named their format. */
    @Test
    void filesOfTheFirstFormatLoad() throws Exception {
        Path path = Path.of(Objects.requireNonNull(ModelFileTest.class.getResource("first-format.safetensors"))
                .toURI());
        try (Model model = ModelFile.load(path)) {
            assertEquals(
                    ModelSettings.tiny()
                            .with("embed_dim=8", "depth=1", "num_heads=1", "template_size=16", "search_size=24", "r=2"),
                    model.settings());
            assertEquals(
                    TrackerSettings.published().with("search_area_factor=3", "window_penalty=0.3"), model.tracker());
        }
    }
}
