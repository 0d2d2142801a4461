package io.spmtrack.model.crop;

import static io.spmtrack.model.crop.Golden.box;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Masks, labels, overlaps, windows, decoded peaks and position embeddings equal the official ones. */
class OpsGoldenTest {

    private static final int PATCH = 14;
    private static final Set<String> SECTIONS = Set.of(
            "what",
            "eval_foreground_masks_14x14",
            "training_foreground_masks",
            "positive_sample_labels",
            "box_rasterize",
            "post_processing",
            "position_embedding_interpolation",
            // The trainer's tests read these.
            "lr_schedule",
            "adamw");
    private static final Pattern TENSORS = Pattern.compile("eval_mask\\d+|train_mask\\d+|reference_points_\\d+x\\d+"
            + "|iou\\.(pred|target|iou_eps1e-6|giou_eps1e-7|pairwise_iou_eps1e-6)|hann_\\d+x\\d+|post_.*|pos_\\d+_to_\\d+"
            // The tests of losses and optimiser read these.
            + "|iou\\.giou_loss|iou\\.giou_loss_grad_of_sum_wrt_pred|bce\\..*|adam\\d+\\..*");
    private static final Pattern GRID = Pattern.compile("(hann|reference_points)_(\\d+)x(\\d+)");

    @TestFactory
    Stream<DynamicTest> pieces() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : SharedFolder.golden("ops_*.json")) {
            JsonNode json = GoldenValues.json(file);
            String name = file.getFileName().toString();
            tests.add(DynamicTest.dynamicTest(name + " sections", () -> Golden.knowsAll(SECTIONS, json::fieldNames)));
            add(tests, file, "eval_foreground_masks_14x14", OpsGoldenTest::referenceMask);
            add(tests, file, "training_foreground_masks", OpsGoldenTest::trainingMask);
            add(tests, file, "positive_sample_labels", (tensors, given) -> labels(given));
            add(tests, file, "box_rasterize", (tensors, given) -> raster(given));
            add(tests, file, "post_processing", OpsGoldenTest::peaks);
            add(tests, file, "position_embedding_interpolation", OpsGoldenTest::positions);
            tests.add(DynamicTest.dynamicTest(name + " tensors", () -> tensors(file)));
        }
        return tests.stream();
    }

    private interface Check {
        void run(TensorFile tensors, JsonNode given);
    }

    private static void add(List<DynamicTest> tests, Path file, String section, Check check) {
        int number = 0;
        for (JsonNode given : GoldenValues.json(file).path(section)) {
            String label = file.getFileName() + " " + section + " " + number++;
            tests.add(DynamicTest.dynamicTest(label, () -> {
                try (TensorFile tensors = GoldenValues.tensors(file)) {
                    check.run(tensors, given);
                }
            }));
        }
    }

    private static void referenceMask(TensorFile tensors, JsonNode given) {
        int[] size = Golden.integers(given.get("image_size"));
        Box box = box(given.get("box"));
        Image image = Image.of(size[0], size[1], new byte[3 * size[0] * size[1]]);
        Crop crop = new Crop(14 * PATCH, 14 * PATCH, Normalization.BYTES);
        CropTransform ideal = CropTransform.ideal(box, 2, crop.width());
        MemorySegment pixels = MemorySegment.ofArray(new float[crop.elements()]);
        CropTransform adjusted = crop.into(image, ideal, new float[3], pixels, 0);
        Golden.near(Golden.transform(given.get("adjusted_parameters")), adjusted, 1e-6);
        CellGrid grid = new CellGrid(14, 14, PATCH);
        Box inCrop = adjusted.toCrop(box);
        assertEquals(rect(given.get("cell_box")), grid.touched(inCrop));
        mask(tensors, given, grid, inCrop);
    }

    private static void trainingMask(TensorFile tensors, JsonNode given) {
        int[] size = Golden.integers(given.get("crop_size"));
        int[] cells = Golden.integers(given.get("grid"));
        CellGrid grid = new CellGrid(cells[0], cells[1], size[0] / cells[0]);
        mask(tensors, given, grid, box(given.get("box")));
    }

    /** The official mask; the fixed one equals it unless a bound is negative. */
    private static void mask(TensorFile tensors, JsonNode given, CellGrid grid, Box inCrop) {
        long[] expected = tensors.longs(given.get("mask_tensor").asText());
        assertArrayEquals(expected, mask(grid, inCrop, Compat.OFFICIAL));
        PixelRect touched = grid.touched(inCrop);
        if (touched.x1() >= 0 && touched.y1() >= 0) {
            assertArrayEquals(expected, mask(grid, inCrop, Compat.FIXED));
        }
    }

    private static long[] mask(CellGrid grid, Box inCrop, Compat compat) {
        float[] mask = new float[grid.cells()];
        grid.mask(inCrop, compat, MemorySegment.ofArray(mask), 0);
        long[] cells = new long[mask.length];
        for (int i = 0; i < mask.length; i++) {
            cells[i] = (long) mask[i];
        }
        return cells;
    }

    private static void labels(JsonNode given) {
        int[] map = Golden.integers(given.get("map_WH"));
        int[] search = Golden.integers(given.get("search_WH"));
        CellGrid grid = new CellGrid(map[0], map[1], search[0] / map[0]);
        Box inCrop = box(given.get("box"));
        assertArrayEquals(Golden.integers(given.get("positive_indices_row_major")), grid.positives(inCrop));
        double[] expected = Golden.numbers(given.get("normalized_box"));
        float[] normalized = grid.normalized(inCrop);
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], normalized[i], 1e-7);
        }
    }

    private static void raster(JsonNode given) {
        assertEquals(rect(given.get("out")), PixelRect.raster(box(given.get("in"))));
    }

    private static PixelRect rect(JsonNode corners) {
        int[] values = Golden.integers(corners);
        return new PixelRect(values[0], values[1], values[2], values[3]);
    }

    private static void peaks(TensorFile tensors, JsonNode given) {
        String key = given.get("key").asText();
        int[] map = Golden.integers(given.get("map_WH"));
        int[] search = Golden.integers(given.get("search_WH"));
        CellGrid grid = new CellGrid(map[0], map[1], search[0] / map[0]);
        MemorySegment scores = generated(given.get("score_generator"));
        MemorySegment boxes = generated(given.get("boxes_generator"));
        ScoreMap decoder = new ScoreMap(grid, given.get("window_penalty").asDouble());
        int[] chosen = Golden.integers(given.get("chosen_index"));
        float[] confidences = tensors.floats(key + ".confidence");
        float[] expected = tensors.floats(key + ".box");
        for (int i = 0; i < chosen.length; i++) {
            long first = (long) i * grid.cells();
            Peak peak = decoder.peak(scores, first, boxes, 4 * first);
            assertEquals(chosen[i], peak.cell());
            assertEquals(confidences[i], peak.confidence(), 1e-6);
            Box box = new Box(expected[4 * i], expected[4 * i + 1], expected[4 * i + 2], expected[4 * i + 3]);
            Golden.near(box, peak.box(), 1e-6);
        }
    }

    private static MemorySegment generated(JsonNode generator) {
        return MemorySegment.ofArray(values(generator));
    }

    private static float[] values(JsonNode generator) {
        int count = (int) GoldenValues.longs(generator.get("shape")).stream()
                .mapToLong(Long::longValue)
                .reduce(1, Math::multiplyExact);
        double a = generator.get("a").asDouble();
        double mean = generator.get("mean").asDouble();
        return GoldenValues.values(generator.get("name").asText(), a, mean, count);
    }

    private static void positions(TensorFile tensors, JsonNode given) {
        float[] table = values(given.get("generator"));
        float[] resized = PositionEmbedding.resize(
                table,
                given.get("old").asInt(),
                given.get("new").asInt(),
                given.get("dim").asInt(),
                PositionEmbedding.Rule.DINOV2);
        assertArrayEquals(tensors.floats(given.get("result_tensor").asText()), resized, 1e-5f);
    }

    /** What the JSON file does not list: windows, cell centres, overlaps; no tensor goes unread. */
    private static void tensors(Path file) {
        try (TensorFile tensors = GoldenValues.tensors(file)) {
            for (String name : tensors.entries().keySet()) {
                assertTrue(TENSORS.matcher(name).matches(), "no test reads tensor " + name);
                Matcher grid = GRID.matcher(name);
                if (grid.matches()) {
                    int columns = Integer.parseInt(grid.group(2));
                    int rows = Integer.parseInt(grid.group(3));
                    float[] values = grid.group(1).equals("hann")
                            ? ScoreMap.hann(columns, rows)
                            : new CellGrid(columns, rows, PATCH).centers();
                    assertArrayEquals(tensors.floats(name), values, 1e-6f, name);
                }
            }
            if (tensors.entries().containsKey("iou.pred")) {
                overlaps(tensors);
            }
        }
    }

    private static void overlaps(TensorFile tensors) {
        List<Box> predicted = boxes(tensors.floats("iou.pred"));
        List<Box> target = boxes(tensors.floats("iou.target"));
        float[] iou = tensors.floats("iou.iou_eps1e-6");
        float[] giou = tensors.floats("iou.giou_eps1e-7");
        float[] pairs = tensors.floats("iou.pairwise_iou_eps1e-6");
        for (int i = 0; i < iou.length; i++) {
            assertEquals(iou[i], predicted.get(i).iou(target.get(i)), 1e-5, "IoU of pair " + i);
            assertEquals(giou[i], predicted.get(i).giou(target.get(i)), 1e-5, "GIoU of pair " + i);
            for (int j = 0; j < target.size(); j++) {
                double overlap = predicted.get(i).iou(target.get(j));
                assertEquals(pairs[i * target.size() + j], overlap, 1e-5, i + " with " + j);
            }
        }
    }

    private static List<Box> boxes(float[] corners) {
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < corners.length; i += 4) {
            boxes.add(new Box(corners[i], corners[i + 1], corners[i + 2], corners[i + 3]));
        }
        return boxes;
    }
}
