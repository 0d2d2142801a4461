package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weights import}, {@code export} and {@code verify} on the command line. */
class WeightsCommandTest {
    private static final String[] TINY = {
        "--preset",
        "base",
        "model.embed_dim=64",
        "model.depth=2",
        "model.num_heads=4",
        "model.template_size=56",
        "model.search_size=112",
        "model.r=8",
        "model.alpha=16"
    };

    @TempDir
    Path folder;

    @Test
    void officialFilesAreImportedAndGoBackAsTheyCame() throws Exception {
        Path golden = SharedFolder.golden("weights_a").getFirst();
        Path model = golden.resolve("model.bin");
        Path ours = folder.resolve("ours.safetensors");
        Call imported = weights("import", model, golden.resolve("hf_sharded"), "--to", ours);
        assertTrue(imported.succeeds().out().contains("87 tensors of " + model), imported.out());
        assertTrue(imported.out().contains("resized from 37 x 37 to 8 x 8"), imported.out());
        Path official = folder.resolve("model.bin");
        Call.of("weights", "export", ours.toString(), "--official", "--out", official.toString())
                .succeeds();
        assertEquals(-1, Files.mismatch(model, official));
        Call verified = weights("verify", golden.resolve("dinov2_tiny_f16.pth")).succeeds();
        assertTrue(verified.out().contains("none of the published files"), verified.out());
        assertTrue(Call.of("weights", "import", model.toString(), "--out", ours.toString())
                .refused()
                .contains("exists already"));
        assertTrue(Call.of("weights", "import", model.toString(), "model.r=8", "--out", folder + "/x")
                .refused()
                .contains("--preset"));
    }

    private static Call weights(String command, Object... files) {
        String[] names = List.of(files).stream().map(Object::toString).toArray(String[]::new);
        return Call.of(Call.joined(Arrays.asList(Call.joined(List.of("weights", command), TINY)), names));
    }

    @Test
    void aFolderForTheHubHoldsSettingsWeightsAndTheNumbersOfTheRun() throws Exception {
        Path hub = folder.resolve("hub");
        Call.of("weights", "export", Call.weights(), "--hub", hub.toString()).succeeds();
        JsonNode config = new ObjectMapper().readTree(hub.resolve("config.json").toFile());
        assertEquals("spmtrack", config.path("model_type").asText());
        assertEquals(24, config.at("/model/embed_dim").asInt());
        try (TensorFile file = TensorFile.open(hub)) {
            assertEquals("pt", file.metadata().get("format"));
        }
        String card = Files.readString(hub.resolve("README.md"));
        assertTrue(card.contains("| training data | synthetic:?length=16&size=128x96"), card);
        assertTrue(card.contains("| step of these weights |"), card);
        assertTrue(card.contains("not measured in their run"), card);
        assertTrue(Call.of("weights", "verify", hub.toString()).succeeds().out().contains("sound"));
        assertTrue(Call.of("weights", "export", Call.weights(), "--hub", hub.toString())
                .refused()
                .contains("exists already"));
        Call.of(
                        "eval",
                        "-q",
                        "--data",
                        "synthetic:?limit=1&length=3&size=128x96",
                        "--weights",
                        hub.toString(),
                        "--out",
                        folder + "/eval")
                .succeeds();
    }

    @Test
    void valuesThatNoWeightCanHaveAreUnsound() {
        Path file = folder.resolve("huge.safetensors");
        Safetensors.write(file, List.of(TensorData.floats("norm.weight", List.of(2L), 1, -1e38f)), Map.of());
        String message = Call.of("weights", "verify", file.toString()).refused();
        assertTrue(message.contains("norm.weight [2]: its largest value is 1.00e+38"), message);
    }

    @Test
    void withoutABackboneTrainingSaysWhichFileItNeeds() {
        String message = Call.of(Call.training(folder.resolve("run"), "model.train=adapters"))
                .refused();
        assertTrue(message.contains("--backbone FILE"), message);
        Call.of(Call.training(folder.resolve("random"), "model.train=adapters", "weights.random=true", "data.test="))
                .succeeds();
    }
}
