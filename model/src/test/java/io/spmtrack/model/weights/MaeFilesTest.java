package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of MAE and DropMAE (docs/spec/variants.md §6). */
class MaeFilesTest {
    private static final String PRETRAINING = "pretraining=";

    @TempDir
    private Path folder;

    private static ModelSettings settings(String... rows) {
        return SmallFiles.settings().with(rows);
    }

    private Path file(Map<String, TensorData> tensors) {
        return SmallFiles.write(folder.resolve("mae.safetensors"), tensors);
    }

    private static void extra(Map<String, TensorData> tensors, String name, float... values) {
        SmallFiles.put(tensors, TensorData.floats(name, List.of(1L, 1L, (long) values.length), values));
    }

    @Test
    void aFileOfTheEncoderOrOfAllLoads() {
        try (Model source = SmallFiles.model(settings(PRETRAINING + "mae"), 3);
                Model model = SmallFiles.model(settings(PRETRAINING + "mae"), 4)) {
            assertTrue(source.weights().find("blocks.0.ls1.gamma").isEmpty(), "no LayerScale");
            Map<String, TensorData> tensors = SmallFiles.backbone(source);
            extra(tensors, "decoder_blocks.0.norm1.weight", 1, 2);
            extra(tensors, "fc_norm.weight", 1);
            extra(tensors, "head.weight", 1);
            Weights.backbone(file(tensors), model);
            for (Param parameter : source.weights().parameters().values()) {
                if (Backbone.holds(parameter.name())) {
                    Param read = model.weights().find(parameter.name()).orElseThrow();
                    assertEquals(-1, parameter.segment().mismatch(read.segment()), parameter.name());
                }
            }
        }
    }

    @Test
    void whatIsMissingOrUnknownIsNamed() {
        try (Model model = SmallFiles.model(settings(PRETRAINING + "mae"), 3)) {
            Map<String, TensorData> tensors = SmallFiles.backbone(model);
            extra(tensors, "temporal_pos_embed_x", 1, 2, 3, 4, 5, 6, 7, 8);
            refused(tensors, model, "temporal_pos_embed_x");
            tensors.remove("temporal_pos_embed_x");
            tensors.remove("blocks.1.mlp.fc1.bias");
            refused(tensors, model, "blocks.1.mlp.fc1.bias");
        }
    }

    private void refused(Map<String, TensorData> tensors, Model model, String name) {
        Path file = file(tensors);
        InputException refusal = assertThrows(InputException.class, () -> Weights.backbone(file, model));
        assertTrue(refusal.getMessage().contains(name), refusal.getMessage());
    }

    /** DropMAE has no class token, but identities of its two frames, which may be added to the types of tokens. */
    @Test
    void identitiesOfFramesAreDroppedOrFolded() {
        try (Model dropped = SmallFiles.model(settings(PRETRAINING + "dropmae"), 3);
                Model folded = SmallFiles.model(settings(PRETRAINING + "dropmae", "frame_identity=fold"), 3)) {
            Map<String, TensorData> tensors = SmallFiles.backbone(dropped);
            tensors.remove("cls_token");
            extra(tensors, "temporal_pos_embed_x", 1, 2, 3, 4, 5, 6, 7, 8);
            extra(tensors, "temporal_pos_embed_z", 10, 20, 30, 40, 50, 60, 70, 80);
            Path file = file(tensors);
            Weights.backbone(file, dropped);
            Weights.backbone(file, folded);
            float[] before = types(dropped);
            float[] after = types(folded);
            for (int i = 0; i < before.length; i++) {
                float identity = i < 16 ? 10 * (i % 8 + 1) : i % 8 + 1;
                assertEquals(before[i] + identity, after[i], 1e-5f);
            }
        }
    }

    private static float[] types(Model model) {
        return model.weights().find("token_type_embed").orElseThrow().segment().toArray(ValueLayout.JAVA_FLOAT);
    }

    /** The shared network is read where the plain one was, experts start as copies of it. */
    @Test
    void mixturesStartFromABackbone() {
        String[] moe = {"qkv=lora", "out=lora", "ffn=moe"};
        for (String more : List.of("moe_init=pretrained", "moe_shared=0", "moe_frozen=true")) {
            try (Model source = SmallFiles.model(SmallFiles.settings(), 3);
                    Model model = SmallFiles.model(settings(moe).with(more), 4)) {
                Weights.backbone(file(SmallFiles.backbone(source)), model);
                float[] expected = source.weights()
                        .find("blocks.1.mlp.fc2.linear.weight")
                        .orElseThrow()
                        .segment()
                        .toArray(ValueLayout.JAVA_FLOAT);
                model.weights().parameters().forEach((name, parameter) -> {
                    if (name.matches("blocks\\.1\\.mlp\\..*fc2\\.(linear\\.)?weight")) {
                        assertArrayEquals(expected, parameter.segment().toArray(ValueLayout.JAVA_FLOAT), name);
                    }
                });
            }
        }
    }
}
