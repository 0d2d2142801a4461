package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small models from files of every kind, and the one line that each wrong file gets. */
class WeightsTest {
    @TempDir
    Path folder;

    private Path checkpoint;
    private Path backbone;
    private Path complete;

    @BeforeEach
    void write() {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1)) {
            checkpoint = SmallFiles.write(folder.resolve("model.bin"), SmallFiles.checkpoint(model));
            backbone = SmallFiles.write(folder.resolve("dinov2.safetensors"), SmallFiles.backbone(model));
            complete = folder.resolve("complete.safetensors");
            ModelFile.save(complete, model);
        }
    }

    private Model load(Path file, ModelSettings expected) {
        return Weights.load(file, Optional.of(backbone), Optional.of(expected));
    }

    private static void assertSame(Model expected, Model actual) {
        assertEquals(expected.settings(), actual.settings());
        expected.weights()
                .parameters()
                .forEach((name, parameter) -> assertEquals(
                        -1,
                        parameter
                                .segment()
                                .mismatch(
                                        actual.weights().parameters().get(name).segment()),
                        name));
    }

    private static void refused(Runnable load, String... mentions) {
        String message = assertThrows(InputException.class, load::run).getMessage();
        assertEquals(1, message.lines().count(), message);
        for (String word : mentions) {
            assertTrue(message.contains(word), word + " in: " + message);
        }
    }

    @Test
    void checkpointAndBackboneAreTheModelTheyWereTakenFrom() {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1);
                Model imported = load(checkpoint, SmallFiles.settings());
                Model loaded = Weights.load(complete, Optional.empty(), Optional.empty());
                Model direct = ModelFile.load(complete)) {
            assertSame(model, imported);
            assertSame(model, loaded);
            assertSame(model, direct);
        }
    }

    @Test
    void frozenTensorsInACheckpointMakeTheBackboneUnnecessary() {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1)) {
            Map<String, TensorData> all = SmallFiles.checkpoint(model);
            model.weights()
                    .parameters()
                    .forEach((name, parameter) -> SmallFiles.put(
                            all, TensorData.floats(name, Contents.shape(parameter), parameter.segment())));
            Path path = SmallFiles.write(folder.resolve("all.bin"), all);
            try (Model loaded = Weights.load(path, Optional.empty(), Optional.of(model.settings()))) {
                assertSame(model, loaded);
            }
        }
    }

    @Test
    void aCheckpointAloneAsksForItsBackbone() {
        refused(
                () -> Weights.load(checkpoint, Optional.empty(), Optional.of(SmallFiles.settings())),
                "model.bin",
                "--backbone");
    }

    @Test
    void filesInEachOthersPlaceAreRecognised() {
        Optional<ModelSettings> settings = Optional.of(SmallFiles.settings());
        refused(() -> Weights.load(backbone, Optional.of(backbone), settings), "dinov2.safetensors", "--backbone");
        refused(() -> Weights.load(checkpoint, Optional.of(checkpoint), settings), "model.bin", "--weights");
        refused(() -> Weights.load(complete, Optional.of(backbone), settings), "complete.safetensors", "--backbone");
    }

    @Test
    void anotherPresetIsRefusedWithTheFirstTensorAndBothShapes() {
        ModelSettings wider = SmallFiles.settings(12, 2, 2);
        refused(() -> load(checkpoint, wider), "model.bin", "track_query", "[1, 8]", "[1, 12]", "another preset");
        refused(
                () -> Weights.load(complete, Optional.empty(), Optional.of(wider)),
                "complete.safetensors",
                "pos_embed",
                "[1, 16, 8]",
                "[1, 16, 12]");
        refused(
                () -> Weights.load(complete, Optional.empty(), Optional.of(ModelSettings.giant())),
                "pos_embed",
                "[1, 16, 8]",
                "[1, 729, 1536]");
        ModelSettings deeper = SmallFiles.settings(8, 3, 2);
        refused(() -> load(checkpoint, deeper), "missing: blocks.2.", "3 blocks");
        refused(() -> load(checkpoint, SmallFiles.settings(8, 1, 2)), "unknown: blocks.1.", "1 blocks");
        refused(() -> load(checkpoint, SmallFiles.settings(8, 2, 4)), "expert_route.weight", "[2, 8]", "[4, 8]");
    }

    @Test
    void sizesOfNoPresetNeedAConfiguration() {
        refused(
                () -> Weights.load(checkpoint, Optional.of(backbone), Optional.empty()),
                "embed_dim 8 and depth 2",
                "configuration");
    }

    private void backboneRefused(Consumer<Map<String, TensorData>> change, String... mentions) {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 2);
                Model before = SmallFiles.model(SmallFiles.settings(), 2)) {
            Map<String, TensorData> tensors = SmallFiles.backbone(model);
            change.accept(tensors);
            Path changed = SmallFiles.write(folder.resolve("changed.safetensors"), tensors);
            refused(() -> Weights.backbone(changed, model), mentions);
            assertSame(before, model);
            refused(() -> Weights.load(checkpoint, Optional.of(changed), Optional.of(SmallFiles.settings())), mentions);
        }
    }

    private static TensorData zeros(String name, Long... shape) {
        int elements = List.of(shape).stream().mapToInt(Math::toIntExact).reduce(1, Math::multiplyExact);
        return TensorData.floats(name, List.of(shape), new float[elements]);
    }

    @Test
    void aBackboneIsComparedStrictly() {
        backboneRefused(tensors -> tensors.remove("blocks.1.attn.qkv.bias"), "missing: blocks.1.attn.qkv.bias", "[24]");
        backboneRefused(
                tensors -> SmallFiles.put(tensors, zeros("register_tokens", 1L, 4L, 8L)),
                "unknown: register_tokens",
                "without registers");
        backboneRefused(
                tensors -> SmallFiles.put(tensors, zeros("blocks.2.norm1.weight", 8L)),
                "unknown: blocks.2.norm1.weight");
        backboneRefused(
                tensors -> SmallFiles.put(tensors, zeros("blocks.0.attn.qkv.weight", 8L, 24L)),
                "blocks.0.attn.qkv.weight: shape [8, 24], expected [24, 8]");
        backboneRefused(
                tensors -> SmallFiles.put(tensors, zeros("pos_embed", 1L, 16L, 8L)),
                "pos_embed: shape [1, 16, 8], expected [1, 1 + n·n, 8]");
        backboneRefused(tensors -> SmallFiles.put(tensors, zeros("pos_embed", 17L, 8L)), "pos_embed: shape [17, 8]");
        backboneRefused(
                tensors -> SmallFiles.put(tensors, TensorData.longs("norm.weight", List.of(8L), new long[8])),
                "norm.weight is I64");
    }

    @Test
    void aBackboneIsReadIntoAModelThatIsToBeTrained() {
        try (Model expected = SmallFiles.model(SmallFiles.settings(), 1);
                Model untouched = SmallFiles.model(SmallFiles.settings(), 2);
                Model model = SmallFiles.model(SmallFiles.settings(), 2)) {
            Weights.backbone(backbone, model);
            model.weights().parameters().forEach((name, parameter) -> {
                Model source = Backbone.holds(name) ? expected : untouched;
                assertEquals(
                        -1,
                        parameter
                                .segment()
                                .mismatch(
                                        source.weights().parameters().get(name).segment()),
                        name);
            });
        }
    }

    @Test
    void scalarsMustBePositiveNumbers() {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1)) {
            Map<String, TensorData> tensors = SmallFiles.checkpoint(model);
            SmallFiles.put(tensors, TensorData.scalar("expert_alpha", -3));
            Path negative = SmallFiles.write(folder.resolve("negative.bin"), tensors);
            refused(() -> load(negative, model.settings()), "negative.bin", "expert_alpha is -3");
            SmallFiles.put(tensors, TensorData.longs("expert_alpha", List.of(2L), 1, 2));
            Path two = SmallFiles.write(folder.resolve("two.bin"), tensors);
            refused(() -> load(two, model.settings()), "two.bin", "expert_alpha: shape [2]");
        }
    }
}
