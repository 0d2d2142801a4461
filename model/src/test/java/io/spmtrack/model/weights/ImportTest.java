package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.ElementType;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of others become one of ours, whatever their order, and go back as they came. */
class ImportTest {
    @TempDir
    Path folder;

    private Path checkpoint;
    private Path backbone;
    private final Optional<ModelSettings> settings = Optional.of(SmallFiles.settings());

    @BeforeEach
    void write() {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1)) {
            checkpoint = SmallFiles.write(folder.resolve("model.bin"), SmallFiles.checkpoint(model));
            backbone = SmallFiles.write(folder.resolve("dinov2.safetensors"), SmallFiles.backbone(model));
        }
    }

    @Test
    void aCheckpointAndItsBackboneBecomeATrackerThatSaysWhereEachTensorCameFrom() {
        Path out = folder.resolve("out.safetensors");
        List<Origin> origins = Import.write(List.of(backbone, checkpoint), settings, out);
        try (Model model = Weights.load(out, Optional.empty(), Optional.empty())) {
            assertEquals(
                    List.copyOf(model.weights().parameters().keySet()),
                    origins.stream().map(Origin::tensor).toList());
        }
        assertEquals(
                new Origin("track_query", List.of(1L, 8L), checkpoint, "track_query"), find(origins, "track_query"));
        Origin values = find(origins, "blocks.1.attn.qkv.v.linear.bias");
        assertEquals("blocks.1.attn.qkv.bias, rows 16 to 23", values.source());
        assertEquals(backbone, values.file());
        assertEquals(
                "pos_embed, resized from 4 x 4 to 4 x 4",
                find(origins, "pos_embed").source());
    }

    private static Origin find(List<Origin> origins, String tensor) {
        return origins.stream()
                .filter(origin -> origin.tensor().equals(tensor))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasImportedGoesBackToTheOfficialCodeByteForByte() throws IOException {
        Path out = folder.resolve("out.safetensors");
        Import.write(List.of(checkpoint, backbone), settings, out);
        Path official = folder.resolve("official.bin");
        try (Model model = ModelFile.load(out)) {
            OfficialCheckpoint.save(official, model);
        }
        assertArrayEquals(Files.readAllBytes(checkpoint), Files.readAllBytes(official));
    }

    @Test
    void aScaleThatIsNotWholeSurvives() {
        Path official = folder.resolve("half.bin");
        try (Model model = SmallFiles.model(SmallFiles.settings().with("alpha=2.5", "use_rsexpert=true"), 1)) {
            OfficialCheckpoint.save(official, model);
        }
        try (Model model = Weights.load(official, Optional.of(backbone), settings)) {
            assertEquals(2.5, model.settings().tmoe().alpha());
            assertTrue(model.settings().tmoe().useRsexpert());
        }
    }

    @Test
    void scalesOfLoraAndOfTmoeBesideItSurvive() {
        Path official = folder.resolve("lora.bin");
        ModelSettings mixed = SmallFiles.settings().with("qkv=lora", "out=none", "lora_r=2");
        try (Model model = SmallFiles.model(mixed.with("lora_alpha=2.5", "use_rslora=true"), 1)) {
            OfficialCheckpoint.save(official, model);
        }
        try (Model model = Weights.load(official, Optional.of(backbone), Optional.of(mixed))) {
            assertEquals(2.5, model.settings().lora().loraAlpha());
            assertTrue(model.settings().lora().useRslora());
            assertEquals(mixed.tmoe(), model.settings().tmoe());
        }
    }

    /** The statistics of a convolutional head go out with what was trained, and with what PyTorch counts beside them. */
    @Test
    void aConvolutionalHeadOfAModelWithoutStateTokenSurvives() {
        Path official = folder.resolve("conv.bin");
        Path again = folder.resolve("again.bin");
        ModelSettings conv = SmallFiles.settings().with("head=ostrack", "head_channels=16", "state_token=false");
        try (Model model = SmallFiles.model(conv, 1)) {
            model.weights().parameters().forEach((name, parameter) -> {
                if (name.contains(".running_")) {
                    parameter.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 0.5f);
                }
            });
            OfficialCheckpoint.save(official, model);
            Import.write(List.of(official, backbone), Optional.of(conv), again);
            try (Model read = ModelFile.load(again);
                    TensorFile file = TensorFile.open(official)) {
                assertArrayEquals(new long[] {0}, file.longs("head.conv3_size.1.num_batches_tracked"));
                model.weights().parameters().forEach((name, parameter) -> {
                    if (!Backbone.holds(name)) {
                        Param same = read.weights().find(name).orElseThrow();
                        assertEquals(-1, parameter.segment().mismatch(same.segment()), name);
                    }
                });
            }
        }
    }

    /** A checkpoint is read into the model it is of, or not at all. */
    @Test
    void otherTypesOfTokensAreRefused() {
        for (String types : List.of("two", "none")) {
            ModelSettings other = SmallFiles.settings().with("token_types=" + types);
            String message = assertThrows(
                            InputException.class,
                            () -> Weights.load(checkpoint, Optional.of(backbone), Optional.of(other)))
                    .getMessage();
            assertTrue(message.contains("token_type_embed"), message);
        }
    }

    /** A backbone whose queries, keys and values stay together. */
    @Test
    void aPlainBackboneTakesTheFusedLayerAsItIs() {
        Path official = folder.resolve("plain.bin");
        ModelSettings plain = SmallFiles.settings().with("qkv=none", "out=none", "ffn=none");
        try (Model model = SmallFiles.model(plain, 1)) {
            OfficialCheckpoint.save(official, model);
        }
        try (Model model = Weights.load(official, Optional.of(backbone), Optional.of(plain));
                TensorFile file = TensorFile.open(backbone)) {
            float[] expected = file.floats("blocks.1.attn.qkv.weight");
            Param fused = model.weights().find("blocks.1.attn.qkv.weight").orElseThrow();
            assertArrayEquals(expected, fused.segment().toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    @Test
    void aModelThatWasTrainedWholeIsNoOfficialCheckpoint() {
        try (Model model = SmallFiles.model(SmallFiles.settings().with("train=full"), 1)) {
            String message = assertThrows(
                            InputException.class, () -> OfficialCheckpoint.save(folder.resolve("full.bin"), model))
                    .getMessage();
            assertTrue(message.contains("model.train=full"), message);
        }
    }

    @Test
    void aBackboneAloneBecomesOneFileThatServesAsBackbone() {
        Path out = folder.resolve("backbone.safetensors");
        List<Origin> origins = Import.write(List.of(backbone), settings, out);
        assertEquals("cls_token", origins.getFirst().tensor());
        try (TensorFile before = TensorFile.open(backbone);
                TensorFile after = TensorFile.open(out)) {
            assertEquals(before.entries().keySet(), after.entries().keySet());
            before.entries().keySet().forEach(name -> {
                assertEquals(ElementType.F32, after.entries().get(name).type());
                assertArrayEquals(before.floats(name), after.floats(name), name);
            });
            assertEquals(Map.of("format", "pt"), after.metadata());
        }
    }

    @Test
    void filesThatDoNotGoTogetherAreRefusedAndNothingIsWritten() {
        Path out = folder.resolve("out.safetensors");
        refused(out, List.of(checkpoint, checkpoint), "same kind");
        refused(out, List.of(checkpoint), "model.bin", "--backbone");
        Path complete = folder.resolve("complete.safetensors");
        Import.write(List.of(checkpoint, backbone), settings, complete);
        refused(out, List.of(complete, backbone), "complete by itself");
    }

    private void refused(Path out, List<Path> files, String... mentions) {
        String message = assertThrows(InputException.class, () -> Import.write(files, settings, out))
                .getMessage();
        for (String word : mentions) {
            assertTrue(message.contains(word), message);
        }
        assertFalse(Files.exists(out), "nothing is written");
    }

    @Test
    void settingsOfAHubFolderMustBeThoseOfTheModel() throws IOException {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1)) {
            Path hub = Files.createDirectory(folder.resolve("hub"));
            SmallFiles.write(hub.resolve("model.safetensors"), SmallFiles.transformers(model));
            Files.writeString(hub.resolve("config.json"), "{\"model_type\":\"dinov2\",\"num_attention_heads\":2}");
            Import.write(List.of(hub), settings, folder.resolve("fine.safetensors"));
            Files.writeString(hub.resolve("config.json"), "{\"model_type\":\"dinov2\",\"num_attention_heads\":4}");
            refused(folder.resolve("out"), List.of(hub), "config.json", "num_attention_heads is 4", "has 2");
            Files.writeString(hub.resolve("config.json"), "{\"model_type\":\"dinov2_with_registers\"}");
            refused(folder.resolve("out"), List.of(hub), "dinov2_with_registers", "another network");
        }
    }

    @Test
    void theNetworkWithRegistersIsNamed() {
        try (Model model = SmallFiles.model(SmallFiles.settings(), 1)) {
            Map<String, TensorData> tensors = SmallFiles.backbone(model);
            SmallFiles.put(tensors, TensorData.floats("register_tokens", List.of(1L, 4L, 8L), new float[32]));
            Path file = SmallFiles.write(folder.resolve("reg4.safetensors"), tensors);
            refused(folder.resolve("out"), List.of(file), "register_tokens", "without registers", "reg4");
        }
        assertEquals(
                Optional.of(PublishedBackbone.VITL14_REG4),
                PublishedBackbone.of("36e4deffbaef0000000000000000000000000000000000000000000000000000"));
        assertEquals(PublishedBackbone.VITL14, PublishedBackbone.VITL14_REG4.withoutRegisters());
        assertEquals("dinov2_vitl14_reg4_pretrain.pth", PublishedBackbone.VITL14_REG4.fileName());
        assertEquals(Optional.of(PublishedBackbone.VITG14), PublishedBackbone.of(ModelSettings.giant()));
        assertEquals(Optional.empty(), PublishedBackbone.of(SmallFiles.settings()));
    }

    @Test
    void whoHasNoBackboneIsToldWhichFileHowLargeAndWhere() {
        String request =
                PublishedBackbone.of(ModelSettings.base()).orElseThrow().request();
        for (String word : List.of("dinov2_vitb14_pretrain.pth", "346 MB", "weights", "--backbone", "again")) {
            assertTrue(request.contains(word), request);
        }
    }
}
