package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every augmentation of every golden case. What works on bytes must be equal; colour jitter is a chain of float
 * operations and may differ by 1e-5 of the largest value, as any intermediate value may.
 */
class AugmentGoldenTest {

    private static final float COLOURS = 1e-5f;

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : SharedFolder.golden("augment_*.json")) {
            JsonNode golden = new ObjectMapper().readTree(file.toFile());
            Path tensors = file.resolveSibling(file.getFileName().toString().replace(".json", ".safetensors"));
            for (JsonNode each : golden.get("cases")) {
                String name = file.getFileName() + " " + tests.size() + " "
                        + each.get("op").asText();
                tests.add(DynamicTest.dynamicTest(name, () -> check(golden.get("image"), each, tensors)));
            }
        }
        return tests.stream();
    }

    private static void check(JsonNode size, JsonNode given, Path tensors) {
        int width = size.get("width").asInt();
        int height = size.get("height").asInt();
        try (TensorFile file = Safetensors.open(tensors)) {
            float[] image = file.floats("input");
            assertArrayEquals(formula(size, width, height), image, "the image");
            switch (given.get("op").asText()) {
                case "horizontal flip" -> flip(given, file, image, width);
                case "colour jitter" -> colours(given, file, image);
                case "grey scale" -> choice(new DeitChoice.Grey(), given, file, image, width, height);
                case "solarize" -> choice(new DeitChoice.Solarise(), given, file, image, width, height);
                case "gaussian blur" -> {
                    DeitChoice blur = new DeitChoice.Blur(given.get("radius").asDouble());
                    choice(blur, given, file, image, width, height);
                }
                default -> throw new AssertionError("an operation this test does not know: " + given.get("op"));
            }
        }
    }

    private static float[] formula(JsonNode size, int width, int height) {
        int k = size.get("k").asInt();
        float[] image = new float[3 * width * height];
        int next = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int board = 40 * (((x >> 3) + (y >> 3)) & 1);
                    int value = (7 + 2 * k) * x + (13 + 2 * k) * y + 29 * (c + 1) * (k + 1) + ((x * y) >> 4) + board;
                    image[next++] = (value & 255) / 255f;
                }
            }
        }
        return image;
    }

    private static void flip(JsonNode given, TensorFile file, float[] image, int width) {
        CropStage.flip(image, width);
        assertArrayEquals(file.floats("flip.image"), image);
        assertEquals(box(given.get("box_out")), box(given.get("box_in")).flipped(width));
    }

    private static Box box(JsonNode corners) {
        return new Box(
                corners.get(0).asDouble(),
                corners.get(1).asDouble(),
                corners.get(2).asDouble(),
                corners.get(3).asDouble());
    }

    private static void colours(JsonNode given, TensorFile file, float[] image) {
        JsonNode order = given.get("order (0 brightness, 1 contrast, 2 saturation, 3 none)");
        JsonNode factors = given.get("factors brightness, contrast, saturation");
        List<ColourJitter.Step> steps = new ArrayList<>();
        for (JsonNode kind : order) {
            switch (kind.asInt()) {
                case 0 ->
                    steps.add(new ColourJitter.Step.Brightness(factors.get(0).asDouble()));
                case 1 ->
                    steps.add(new ColourJitter.Step.Contrast(factors.get(1).asDouble()));
                case 2 ->
                    steps.add(new ColourJitter.Step.Saturation(factors.get(2).asDouble()));
                default -> assertEquals(3, kind.asInt());
            }
        }
        new ColourJitter(steps).apply(image);
        assertArrayEquals(file.floats(given.get("tensor").asText()), image, COLOURS);
    }

    private static void choice(
            DeitChoice change, JsonNode given, TensorFile file, float[] image, int width, int height) {
        change.apply(image, width, height, new BoxBlur());
        float[] expected = file.floats(given.get("tensor").asText());
        assertTrue(expected.length == image.length);
        for (int i = 0; i < image.length; i++) {
            assertEquals(Math.round(expected[i] * 255), Math.round(image[i] * 255), "level of value " + i);
            assertEquals(expected[i], image[i], Math.ulp(expected[i]), "value " + i);
        }
    }
}
