package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.BackboneSettings;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.SpmTrack;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The configuration of a published model is read off its checkpoint; counts are those of docs/spec/model.md §2 and §10.
 */
class DeductionTest {
    @TempDir
    Path folder;

    static Stream<Arguments> presets() {
        return Stream.of(
                Arguments.of(ModelSettings.base(), 449, 116_975_645L, 175),
                Arguments.of(ModelSettings.large(), 881, 303_489_053L, 343),
                Arguments.of(ModelSettings.giant(), 1457, 816_074_781L, 567),
                Arguments.of(with(ModelSettings.base(), 32, 4, false, false), 449, 63_891_485L, 175),
                Arguments.of(with(ModelSettings.large(), 64, 8, false, false), 1457, 533_520_413L, 343),
                Arguments.of(with(ModelSettings.base(), 64, 4, true, false), 521, 138_209_309L, 175),
                Arguments.of(with(ModelSettings.base(), 64, 4, false, true), 665, 180_676_637L, 175));
    }

    private static ModelSettings with(ModelSettings settings, int r, int experts, boolean shared, boolean each) {
        return settings.with(
                "r=" + r, "expert_nums=" + experts, "shared_expert=" + shared, "route_compression=" + each);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void settingsAreThoseOfTheFile(ModelSettings settings, int tensors, long bytes, int backboneTensors)
            throws IOException {
        Map<String, List<Long>> shapes = Contents.shapes(SpmTrack.of(settings).parameters());
        long sources = shapes.keySet().stream()
                .filter(Backbone::holds)
                .map(name -> BackboneNames.DINOV2.part(name).tensor())
                .distinct()
                .count();
        assertEquals(backboneTensors, sources + BackboneNames.DINOV2.unused().size());
        shapes.keySet().removeIf(Backbone::holds);
        assertEquals(tensors, shapes.size() + 2);
        Path path = folder.resolve("model.bin");
        assertEquals(bytes, sparse(path, shapes) + Long.BYTES + 1);
        try (TensorFile file = TensorFile.open(path)) {
            assertEquals(settings, Checkpoint.of(file, Optional.empty()).settings());
        }
    }

    /** Of variants, the parts that a checkpoint holds tell what it is of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "qkv=lora out=lora ffn=lora lora_r=16",
                "qkv=lora out=tmoe ffn=none r=8 expert_nums=6",
                "qkv=none out=none ffn=tmoe token_types=two",
                "state_token=false",
                "state_token=false token_types=two head=ostrack head_channels=64",
                "token_types=none head=conv",
                "ffn_experts=8"
            })
    void variantsAreRecognised(String rows) throws IOException {
        for (ModelSettings size : List.of(ModelSettings.base(), ModelSettings.giant())) {
            ModelSettings settings = size.with(rows.split(" "));
            Map<String, List<Long>> shapes =
                    Contents.shapes(SpmTrack.of(settings).parameters());
            shapes.keySet().removeIf(Backbone::holds);
            boolean gated = size.backbone().ffnLayer() == BackboneSettings.FfnLayer.SWIGLUFUSED;
            if (gated && rows.contains("ffn=none")) {
                continue; // nothing tells the kind of its network
            }
            Path path = folder.resolve("model.bin");
            sparse(path, shapes);
            try (TensorFile file = TensorFile.open(path)) {
                assertEquals(WeightsKind.CHECKPOINT, WeightsKind.of(file));
                assertEquals(settings, Checkpoint.of(file, Optional.empty()).settings());
            }
        }
    }

    @Test
    void aMixtureOfNetworksHasToBeNamed() throws IOException {
        ModelSettings settings = ModelSettings.base().with("qkv=lora", "out=lora", "ffn=moe");
        Map<String, List<Long>> shapes = Contents.shapes(SpmTrack.of(settings).parameters());
        shapes.keySet().removeIf(Backbone::holds);
        Path path = folder.resolve("moe.bin");
        sparse(path, shapes);
        try (TensorFile file = TensorFile.open(path)) {
            String message = assertThrows(InputException.class, () -> Checkpoint.of(file, Optional.empty()))
                    .getMessage();
            assertTrue(message.contains("--preset"), message);
            assertEquals(settings, Checkpoint.of(file, Optional.of(settings)).settings());
        }
    }

    @Test
    void anotherPresetIsRefusedByItsFirstTensor() throws IOException {
        Map<String, List<Long>> shapes =
                Contents.shapes(SpmTrack.of(ModelSettings.large()).parameters());
        shapes.keySet().removeIf(Backbone::holds);
        Path path = folder.resolve("large.bin");
        sparse(path, shapes);
        String message = assertThrows(
                        InputException.class,
                        () -> Weights.load(path, Optional.empty(), Optional.of(ModelSettings.base())))
                .getMessage();
        assertTrue(message.contains("large.bin: track_query: shape [1, 1024], expected [1, 768]"), message);
    }

    /** A checkpoint of zeros that occupies no disk; the scalars are left out. Returns the size of the tensors. */
    private static long sparse(Path path, Map<String, List<Long>> shapes) throws IOException {
        StringBuilder header = new StringBuilder("{");
        long end = 0;
        for (Map.Entry<String, List<Long>> tensor : shapes.entrySet()) {
            long begin = end;
            end += Float.BYTES * tensor.getValue().stream().reduce(1L, Math::multiplyExact);
            header.append(header.length() > 1 ? "," : "")
                    .append("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(tensor.getKey(), tensor.getValue(), begin, end));
        }
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
            file.write(text);
            file.setLength(Long.BYTES + text.length + end);
        }
        return end;
    }
}
