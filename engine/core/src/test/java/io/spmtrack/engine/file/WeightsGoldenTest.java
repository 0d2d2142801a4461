package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.GoldenValues.Generated;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every backbone and model file of every weights_* folder holds, bit for bit, the generator's values. */
final class WeightsGoldenTest {
    private static final Map<String, String> TRANSFORMERS_TOP = Map.of(
            "cls_token", "embeddings.cls_token",
            "mask_token", "embeddings.mask_token",
            "pos_embed", "embeddings.position_embeddings",
            "patch_embed.proj.weight", "embeddings.patch_embeddings.projection.weight",
            "patch_embed.proj.bias", "embeddings.patch_embeddings.projection.bias",
            "norm.weight", "layernorm.weight",
            "norm.bias", "layernorm.bias");
    private static final List<String> PARTS = List.of("query", "key", "value");

    @TempDir
    Path temporary;

    /** Some rows of a generated tensor: part {@code index} of {@code count} equal ones. */
    private record Rows(Generated tensor, int index, int count) {
        List<Long> shape() {
            List<Long> shape = new ArrayList<>(tensor.shape());
            if (count > 1) {
                shape.set(0, shape.getFirst() / count);
            }
            return shape;
        }

        float[] values(String tag) {
            int length = tensor.elements() / count;
            return Arrays.copyOfRange(tensor.values(tag), index * length, (index + 1) * length);
        }
    }

    @TestFactory
    List<DynamicTest> files() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : SharedFolder.golden("weights_*")) {
            Path expected = folder.resolve("expected.json");
            if (!Files.exists(expected)) {
                continue; // weights_bad has no expected values
            }
            JsonNode json = GoldenValues.json(expected);
            for (JsonNode file : json.get("backbone_files")) {
                tests.add(dynamicTest(label(folder, file), () -> backbone(folder, file, json)));
            }
            for (JsonNode file : json.get("model_files")) {
                tests.add(dynamicTest(label(folder, file), () -> model(folder, file, json)));
            }
        }
        return tests;
    }

    /** The library's own files, taken apart and written again in any order, come out byte for byte. */
    @TestFactory
    List<DynamicTest> rewritten() {
        return SharedFolder.golden("weights_*").stream()
                .filter(folder -> Files.exists(folder.resolve("expected.json")))
                .map(folder -> dynamicTest(folder.getFileName().toString(), () -> rewritten(folder)))
                .toList();
    }

    private void rewritten(Path folder) throws IOException {
        Path copy = temporary.resolve(folder.getFileName() + ".bin");
        boolean equal = false;
        for (JsonNode file : GoldenValues.json(folder.resolve("expected.json")).get("model_files")) {
            Path original = folder.resolve(file.get("file").asText());
            rewrite(original, copy);
            equal |= Files.mismatch(original, copy) == -1;
            try (TensorFile before = TensorFile.open(original);
                    TensorFile after = TensorFile.open(copy)) {
                assertEquals(before.entries(), after.entries());
            }
        }
        assertTrue(equal, "no file came out as it was");
    }

    private static void rewrite(Path original, Path copy) {
        List<TensorData> tensors = new ArrayList<>();
        try (TensorFile file = TensorFile.open(original)) {
            for (TensorEntry entry : file.entries().values()) {
                String name = entry.name();
                tensors.add(
                        switch (entry.type()) {
                            case F32 -> TensorData.floats(name, entry.shape(), file.floats(name));
                            case I64 -> TensorData.longs(name, entry.shape(), file.longs(name));
                            case BOOL -> TensorData.flag(name, file.longs(name)[0] == 1);
                            case F64, F16, BF16, I32, I16, I8, U8 -> throw new AssertionError(entry);
                        });
            }
        }
        Collections.reverse(tensors);
        Safetensors.write(copy, tensors, Map.of());
    }

    private static String label(Path folder, JsonNode file) {
        return folder.getFileName() + "/" + file.get("file").asText();
    }

    private static void backbone(Path folder, JsonNode file, JsonNode json) {
        Map<String, Rows> expected = new LinkedHashMap<>();
        for (Generated tensor : GoldenValues.generated(json.get("backbone_tensors"))) {
            expected.putAll(names(file.get("names").asText(), tensor));
        }
        String type = file.get("stored_dtype").asText();
        try (TensorFile tensors =
                TensorFile.open(folder.resolve(file.get("file").asText()))) {
            assertEquals(format(file.get("container").asText()), tensors.format());
            assertEquals(expected.keySet(), tensors.stateDict().keySet());
            expected.forEach((name, rows) -> {
                TensorEntry entry = tensors.stateDict().get(name);
                assertEquals(type(type), entry.type(), name);
                assertEquals(rows.shape(), entry.shape(), name);
                assertBitsEqual(rounded(type, rows.values(tag(json))), tensors.floats(entry.name()), name);
            });
        }
    }

    private static void model(Path folder, JsonNode file, JsonNode json) {
        JsonNode scalars = json.get("model_scalars");
        HashSet<String> names = new HashSet<>();
        try (TensorFile tensors =
                TensorFile.open(folder.resolve(file.get("file").asText()))) {
            assertEquals(TensorFile.Format.SAFETENSORS, tensors.format());
            for (Generated tensor : GoldenValues.generated(json.get("model_tensors"))) {
                names.add(tensor.name());
                assertEquals(
                        new TensorEntry(tensor.name(), ElementType.F32, tensor.shape()),
                        tensors.entries().get(tensor.name()));
                assertBitsEqual(tensor.values(tag(json)), tensors.floats(tensor.name()), tensor.name());
            }
            if (file.get("scalars").asBoolean()) {
                scalars.fieldNames().forEachRemaining(name -> {
                    names.add(name);
                    scalar(tensors, name, scalars.get(name));
                });
            }
            assertEquals(names, tensors.entries().keySet());
        }
    }

    private static void scalar(TensorFile tensors, String name, JsonNode scalar) {
        ElementType type = ElementType.valueOf(scalar.get("dtype").asText());
        assertEquals(new TensorEntry(name, type, List.of()), tensors.entries().get(name));
        JsonNode value = scalar.get("value");
        long expected = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asLong();
        assertArrayEquals(new long[] {expected}, tensors.longs(name), name);
    }

    private static String tag(JsonNode json) {
        return json.get("config").get("tag").asText();
    }

    private static TensorFile.Format format(String container) {
        return switch (container) {
            case "torch zip" -> TensorFile.Format.TORCH_ZIP;
            case "torch legacy" -> TensorFile.Format.TORCH_LEGACY;
            case "safetensors" -> TensorFile.Format.SAFETENSORS;
            case "safetensors shards" -> TensorFile.Format.SHARDS;
            default -> throw new IllegalArgumentException("unknown container " + container);
        };
    }

    private static ElementType type(String dtype) {
        return switch (dtype) {
            case "float32" -> ElementType.F32;
            case "float16" -> ElementType.F16;
            case "bfloat16" -> ElementType.BF16;
            default -> throw new IllegalArgumentException("unknown dtype " + dtype);
        };
    }

    /** To the stored type, nearest and ties to even, and back. */
    private static float[] rounded(String dtype, float[] values) {
        float[] rounded = values.clone();
        for (int i = 0; i < values.length; i++) {
            rounded[i] = switch (type(dtype)) {
                case F16 -> Float.float16ToFloat(Float.floatToFloat16(values[i]));
                case BF16 -> bfloat16(values[i]);
                case BOOL, U8, I8, I16, I32, F32, F64, I64 -> values[i];
            };
        }
        return rounded;
    }

    private static float bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int odd = bits >>> 16 & 1;
        return Float.intBitsToFloat((bits + 0x7fff + odd) & 0xffff0000);
    }

    private static void assertBitsEqual(float[] expected, float[] actual, String name) {
        assertEquals(expected.length, actual.length, name);
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
                assertEquals(expected[i], actual[i], name + " element " + i);
            }
        }
    }

    /** The tensors that one DINOv2 tensor is in a file with that kind of names (golden/README.md, weights). */
    private static Map<String, Rows> names(String kind, Generated tensor) {
        String name = tensor.name();
        Rows whole = new Rows(tensor, 0, 1);
        if (kind.equals("dinov2")) {
            return Map.of(name, whole);
        }
        assertEquals("transformers", kind);
        if (TRANSFORMERS_TOP.containsKey(name)) {
            return Map.of(TRANSFORMERS_TOP.get(name), whole);
        }
        String inner = name.replaceFirst("^blocks\\.", "encoder.layer.")
                .replace(".attn.proj.", ".attention.output.dense.")
                .replace(".ls1.gamma", ".layer_scale1.lambda1")
                .replace(".ls2.gamma", ".layer_scale2.lambda1")
                .replace(".mlp.w12.", ".mlp.weights_in.")
                .replace(".mlp.w3.", ".mlp.weights_out.");
        return inner.contains(".attn.qkv.") ? split(inner, tensor) : Map.of(inner, whole);
    }

    private static Map<String, Rows> split(String name, Generated tensor) {
        Map<String, Rows> split = new LinkedHashMap<>();
        for (int part = 0; part < PARTS.size(); part++) {
            String partName = name.replace(".attn.qkv.", ".attention.attention." + PARTS.get(part) + ".");
            split.put(partName, new Rows(tensor, part, PARTS.size()));
        }
        return split;
    }
}
