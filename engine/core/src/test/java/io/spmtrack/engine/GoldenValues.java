package io.spmtrack.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.file.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The value generator of golden/README.md and the reading of golden cases, for the tests of every module. */
public final class GoldenValues {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldenValues() {}

    /** One generated tensor as a golden JSON file lists it, values {@code mean + a * v}. */
    public record Generated(String name, List<Long> shape, double mean, double a) {
        public int elements() {
            return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        }

        /** The values under the generator's name {@code tag:name}. */
        public float[] values(String tag) {
            return GoldenValues.values(tag + ":" + name, a, mean, elements());
        }
    }

    /** Step 1: FNV-1a 64 bit of a name. */
    public static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Step 3: one splitmix64 step. */
    public static long splitMix(long x) {
        long z = x + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Element {@code i} of the tensor whose name has that hash. */
    public static float value(long hash, long i, float a, float mean) {
        long u = splitMix(hash + i) >>> 40;
        float v = (2 * u + 1 - 16777216) * 0x1p-24f;
        return mean + v * a;
    }

    /** The first {@code count} elements, row-major. */
    public static float[] values(String name, double a, double mean, int count) {
        long hash = hash(name);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(hash, i, (float) a, (float) mean);
        }
        return values;
    }

    /** A list of generated tensors: objects with name, shape, mean and a. */
    public static List<Generated> generated(JsonNode list) {
        List<Generated> tensors = new ArrayList<>();
        for (JsonNode item : list) {
            tensors.add(new Generated(
                    item.get("name").asText(),
                    longs(item.get("shape")),
                    item.get("mean").asDouble(),
                    item.get("a").asDouble()));
        }
        return tensors;
    }

    public static List<Long> longs(JsonNode list) {
        List<Long> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asLong()));
        return values;
    }

    /** A number of a golden JSON file; "nan", "inf" and "-inf" are written as texts. */
    public static double number(JsonNode node) {
        return switch (node.asText()) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> node.asDouble();
        };
    }

    public static JsonNode json(Path path) {
        try {
            return JSON.readTree(path.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tensors of a case: the safetensors file beside its JSON file. */
    public static TensorFile tensors(Path json) {
        String name = json.getFileName().toString().replaceFirst("\\.json$", ".safetensors");
        return TensorFile.open(json.resolveSibling(name));
    }
}
