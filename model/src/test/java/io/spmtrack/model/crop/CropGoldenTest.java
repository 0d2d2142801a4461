package io.spmtrack.model.crop;

import static io.spmtrack.model.crop.Golden.box;
import static io.spmtrack.model.crop.Golden.near;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.ReferenceRule;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Crops, jittered crops, the search window and the choice of references equal the official ones. */
class CropGoldenTest {

    private static final double DOUBLE = 1e-12;
    private static final double FLOAT = 1e-6;
    private static final double PIXEL = 1e-3;
    private static final String SELECTION = "memory_frame_selection[frame_index, chosen_indices]";
    private static final Set<String> SECTIONS = Set.of(
            "what",
            "image",
            "normalization",
            "cases",
            "training_jitter",
            "image_size_for_search_window",
            "search_window_provider_min_object_size",
            "search_window_sequence",
            SELECTION);

    @TestFactory
    Stream<DynamicTest> crops() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : SharedFolder.golden("crop_*.json")) {
            JsonNode json = GoldenValues.json(file);
            String name = file.getFileName().toString();
            tests.add(DynamicTest.dynamicTest(name + " sections", () -> Golden.knowsAll(SECTIONS, json::fieldNames)));
            for (JsonNode each : json.path("cases")) {
                String label = name + " " + each.get("name").asText();
                tests.add(DynamicTest.dynamicTest(label, () -> crop(file, json.get("image"), each)));
            }
            for (JsonNode each : json.path("training_jitter")) {
                String label = name + " jitter of " + each.get("box_xyxy") + ", " + each.get("scale_jitter");
                tests.add(DynamicTest.dynamicTest(label, () -> jitter(each)));
            }
            tests.add(DynamicTest.dynamicTest(name + " search window", () -> searchWindow(json)));
            json.path(SELECTION)
                    .forEachEntry((rule, chosen) -> tests.add(
                            DynamicTest.dynamicTest(name + " references " + rule, () -> references(rule, chosen))));
        }
        return tests.stream();
    }

    private static void crop(Path file, JsonNode picture, JsonNode given) {
        Image image = Golden.picture(picture);
        Box box = box(given.get("box_xyxy"));
        int size = given.get("output_size").asInt();
        CropTransform ideal = CropTransform.ideal(box, given.get("area_factor").asDouble(), size);
        near(Golden.transform(given.get("scale_and_translation_before_rounding")), ideal, DOUBLE);
        float[] padding = padding(image, given);
        float[] bytes = new float[3 * size * size];
        CropTransform adjusted =
                new Crop(size, size, Normalization.BYTES).into(image, ideal, padding, MemorySegment.ofArray(bytes), 0);
        near(Golden.transform(given.get("adjusted_scale_xy"), given.get("adjusted_translation_xy")), adjusted, FLOAT);
        near(box(given.get("box_in_crop_with_adjusted_parameters")), adjusted.toCrop(box), FLOAT);
        JsonNode back = given.get("two_crop_boxes_mapped_back_to_the_image");
        for (int i = 0; i < back.get("in").size(); i++) {
            near(
                    box(back.get("out").get(i)),
                    adjusted.toImage(box(back.get("in").get(i))),
                    FLOAT);
        }
        float[] normalized = new Crop(size, size, Normalization.IMAGENET).of(image, ideal, padding);
        try (TensorFile tensors = GoldenValues.tensors(file)) {
            String name = given.get("name").asText();
            assertArrayEquals(tensors.floats(name + ".crop"), bytes, (float) PIXEL);
            float[] expected = tensors.floats(name + ".normalized");
            for (int i = 0; i < expected.length; i++) {
                double tolerance = PIXEL / (255 * Normalization.deviation(i / (size * size)));
                assertEquals(expected[i], normalized[i], tolerance, "normalized value " + i);
            }
        }
    }

    private static float[] padding(Image image, JsonNode given) {
        double[] used = Golden.numbers(given.get("padding_mean_used"));
        JsonNode wanted = given.get("padding_mean_given");
        float[] padding = new float[3];
        for (int c = 0; c < 3; c++) {
            padding[c] =
                    wanted.isNull() ? image.mean()[c] : (float) wanted.get(c).asDouble();
            assertEquals(used[c], padding[c], PIXEL, "mean of channel " + c);
        }
        return padding;
    }

    private static void jitter(JsonNode given) {
        Jitter jitter = new Jitter(
                given.get("scale_jitter").asDouble(),
                given.get("translation_jitter").asDouble(),
                given.get("min_object_size").asDouble(),
                Jitter.PUBLISHED.attempts());
        double[] normals = Golden.numbers(given.get("standard_normals_in_order"));
        double[] uniforms = Golden.numbers(given.get("unit_uniforms_in_order"));
        int size = given.get("output_size").asInt();
        Jitter.Draw draw = jitter.draw(
                box(given.get("box_xyxy")),
                given.get("area_factor").asDouble(),
                size,
                size,
                new Replay(normals, uniforms));
        assertEquals(given.get("attempts_used").asInt(), draw.attempts());
        assertEquals(given.get("success").asBoolean(), draw.accepted());
        near(Golden.transform(given.get("scale"), given.get("translation")), draw.transform(), DOUBLE);
    }

    private static void searchWindow(JsonNode json) {
        int[] image = Golden.integers(json.get("image_size_for_search_window"));
        assertEquals(json.get("search_window_provider_min_object_size").asDouble(), SearchWindow.MIN_OBJECT_SIZE);
        SearchWindow window =
                new SearchWindow(box(json.get("search_window_sequence").get(0).get("cached_box_after")));
        for (JsonNode step : json.get("search_window_sequence")) {
            if (!step.get("update_box").isNull()) {
                window = window.moved(box(step.get("update_box")), image[0], image[1]);
            }
            near(box(step.get("cached_box_after")), window.box(), DOUBLE);
            CropTransform expected = Golden.transform(step.get("crop_parameters"));
            near(expected, window.transform(5, 378, 378), DOUBLE);
        }
    }

    private static void references(String rule, JsonNode chosen) {
        ReferenceRule resolved = switch (rule) {
            case "default" -> ReferenceRule.MIDPOINTS;
            case "LaSOT with a model whose name contains B-378" -> ReferenceRule.THIRDS;
            default -> fail("no rule is known for " + rule);
        };
        for (JsonNode pair : chosen) {
            int frame = pair.get(0).asInt();
            if (frame > 3) {
                assertArrayEquals(Golden.integers(pair.get(1)), resolved.indices(frame, 3), "frame " + frame);
            } else {
                System.out.println(
                        "not compared: references of frame " + frame + " by the rule for more than three stored"
                                + " frames; frames 1 to 3 take what there is (ReferenceRuleTest)");
            }
        }
    }

    /** Gives the listed draws in their order. */
    private static final class Replay implements RandomGenerator {
        private final double[] normals;
        private final double[] uniforms;
        private int normal;
        private int uniform;

        Replay(double[] normals, double[] uniforms) {
            this.normals = normals;
            this.uniforms = uniforms;
        }

        @Override
        public double nextGaussian() {
            return normals[normal++];
        }

        @Override
        public double nextDouble() {
            return uniforms[uniform++];
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("only normals and uniforms are listed");
        }
    }
}
