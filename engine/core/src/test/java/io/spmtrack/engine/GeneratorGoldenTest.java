package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The value generator, step by step, against generator_vectors.json. */
final class GeneratorGoldenTest {
    @TestFactory
    List<DynamicTest> vectors() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path path : SharedFolder.golden("generator_vectors*.json")) {
            for (JsonNode vector : GoldenValues.json(path).get("vectors")) {
                tests.add(dynamicTest(vector.get("name").asText(), () -> check(vector)));
            }
        }
        return tests;
    }

    private static void check(JsonNode vector) {
        String name = vector.get("name").asText();
        long hash = GoldenValues.hash(name);
        assertEquals(vector.get("fnv1a64_hex").asText(), "%016x".formatted(hash));
        JsonNode mixed = vector.get("splitmix64_hex_of_fnv_plus_i_for_i=0..3");
        for (int i = 0; i < mixed.size(); i++) {
            assertEquals(mixed.get(i).asText(), "%016x".formatted(GoldenValues.splitMix(hash + i)));
        }
        double far = vector.get("value_for_i=1000000_a=1_mean=0").asDouble();
        assertEquals((float) far, GoldenValues.value(hash, 1_000_000, 1, 0));
        for (double[] scale : new double[][] {{1, 0}, {0.071429, 0}, {0.2, 1}}) {
            String key = "values_a=" + plain(scale[0]) + "_mean=" + plain(scale[1]) + "_i=0..7";
            JsonNode expected = vector.get(key);
            float[] values = GoldenValues.values(name, scale[0], scale[1], expected.size());
            for (int i = 0; i < values.length; i++) {
                assertEquals((float) expected.get(i).asDouble(), values[i], key + " " + i);
            }
        }
    }

    private static String plain(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }
}
