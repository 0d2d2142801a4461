package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TorchBytes;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The files of the authors are pickles with the state of their training beside the encoder, whose table of positions is fixed. */
    @ParameterizedTest
    @CsvSource({
        "mae, dinov2, .639648, .426270, -.065918",
        "mae, timm, .677889, .363057, -.040946",
        "dropmae, dinov2, .639648, .426270, -.065918"
    })
    void aFileOfTheAuthorsLoads(String pretraining, String rule, double first, double second, double third) {
        ModelSettings settings =
                settings(PRETRAINING + pretraining, "pos_resize=" + rule, "template_size=24", "search_size=48");
        try (Model source = SmallFiles.model(settings, 3);
                Model model = SmallFiles.model(settings, 4)) {
            Map<String, TensorData> tensors = SmallFiles.backbone(source);
            tensors.remove("mask_token");
            SmallFiles.put(tensors, TensorData.floats("pos_embed", List.of(1L, 197L, 8L), positions()));
            extra(tensors, "decoder_pos_embed", 1, 2);
            if (pretraining.equals("dropmae")) {
                tensors.remove("cls_token");
                extra(tensors, "temporal_pos_embed_x", 1, 2, 3, 4, 5, 6, 7, 8);
                extra(tensors, "temporal_pos_embed_z", 1, 2, 3, 4, 5, 6, 7, 8);
            }
            Weights.backbone(TorchBytes.checkpoint(folder.resolve("mae.pth"), tensors.values()), model);
            assertArrayEquals(
                    values(source, "blocks.1.mlp.fc1.linear.weight"), values(model, "blocks.1.mlp.fc1.linear.weight"));
            float[] table = values(model, "pos_embed");
            for (int i = 0; i < 24; i++) { // the second column, then the second row
                double sine = second * Math.sin(1) + third * Math.sin(2);
                assertEquals(sine, table[8 * (24 * i + 1)], 1e-5, "sine of the column");
                assertEquals(sine, table[8 * (24 + i) + 4], 1e-5, "sine of the row");
                double cosine = first + second * Math.cos(0.01) + third * Math.cos(0.02);
                assertEquals(cosine, table[8 * (24 * i + 1) + 3], 1e-5, "cosine of the column");
                assertEquals(cosine, table[8 * (24 + i) + 7], 1e-5, "cosine of the row");
            }
            tensors.remove("blocks.1.mlp.fc1.bias");
            Path damaged = TorchBytes.checkpoint(folder.resolve("damaged.pth"), tensors.values());
            InputException refusal = assertThrows(InputException.class, () -> Weights.backbone(damaged, model));
            assertTrue(refusal.getMessage().contains("blocks.1.mlp.fc1.bias"), refusal.getMessage());
        }
    }

    /** Sines and cosines of the column, then of the row; the class token's row is 0 (docs/spec/variants.md §6). */
    private static float[] positions() {
        float[] table = new float[197 * 8];
        for (int cell = 0; cell < 196; cell++) {
            int line = cell / 14;
            for (int k = 0; k < 2; k++) {
                double frequency = Math.pow(10000, -k / 2.0);
                double column = cell % 14 * frequency;
                double row = line * frequency;
                double[] values = {Math.sin(column), Math.cos(column), Math.sin(row), Math.cos(row)};
                for (int part = 0; part < 4; part++) {
                    table[8 * (cell + 1) + 2 * part + k] = (float) values[part];
                }
            }
        }
        return table;
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
    @ParameterizedTest
    @ValueSource(strings = {"mlp", "swiglufused"})
    void mixturesStartFromABackbone(String kind) {
        String[] moe = {"qkv=lora", "out=lora", "ffn=moe"};
        ModelSettings plain = settings("ffn_layer=" + kind);
        String second = kind.equals("mlp") ? "fc2" : "w3";
        for (String more : List.of("moe_init=pretrained", "moe_shared=0", "moe_frozen=true")) {
            try (Model source = SmallFiles.model(plain, 3);
                    Model model = SmallFiles.model(plain.with(moe).with(more), 4)) {
                Weights.backbone(file(SmallFiles.backbone(source)), model);
                float[] expected = values(source, "blocks.1.mlp." + second + ".linear.weight");
                List<String> copies = model.weights().parameters().keySet().stream()
                        .filter(name -> name.matches("blocks\\.1\\.mlp\\..*" + second + "\\.(linear\\.)?weight"))
                        .toList();
                assertEquals(more.equals("moe_shared=0") ? 4 : 5, copies.size());
                copies.forEach(name -> assertArrayEquals(expected, values(model, name), name));
            }
        }
    }

    private static float[] values(Model model, String name) {
        return model.weights().find(name).orElseThrow().segment().toArray(ValueLayout.JAVA_FLOAT);
    }

    /** One frozen network stands for all of its copies, so a file in which they differ would be computed wrongly. */
    @Test
    void frozenExpertsThatDifferAreRefused() {
        Path path = folder.resolve("experts.safetensors");
        try (Model model = SmallFiles.model(settings("qkv=lora", "out=lora", "ffn=moe", "moe_frozen=true"), 4)) {
            model.startExperts();
            ModelFile.save(path, model);
            ModelFile.load(path).close();
            Param other = model.weights()
                    .find("blocks.1.mlp.experts.2.fc2.linear.bias")
                    .orElseThrow();
            other.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 3, 7);
            ModelFile.save(path, model);
        }
        InputException refusal = assertThrows(InputException.class, () -> ModelFile.load(path));
        assertTrue(
                refusal.getMessage()
                        .contains("blocks.1.mlp.experts.2.fc2.linear.bias differs from"
                                + " blocks.1.mlp.shared_experts.fc2.linear.bias"),
                refusal.getMessage());
    }
}
