package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.TestedBackends;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.ReferenceRule;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole synthetic sequences through the tracker, frame by frame as the official pipeline tracked them. */
class EndToEndGoldenTest {
    private static final double PIXEL = 1e-2;
    private static final double CONFIDENCE = 1e-4;
    private static final double INPUT = 1e-4;

    /** Rounding feeds back through the crop, so outputs of later frames may differ more than those of one frame. */
    private static final float OUTPUT = 1e-3f;

    static Stream<Arguments> cases() {
        return SharedFolder.golden("e2e_*.json").stream()
                .flatMap(path -> TestedBackends.orElse(new ReferenceBackend(), new CpuBackend(2))
                        .map(backend -> Arguments.of(path, backend)));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void everyFrameIsTheOfficialOne(Path path, Backend backend) {
        JsonNode golden = GoldenValues.json(path);
        JsonNode config = golden.get("config");
        // docs/spec/inference.md §4: the official code's choice
        ReferenceRule rule = config.path("dataset").asText().equals("LaSOT")
                        && config.path("model_name").asText().contains("B-378")
                ? ReferenceRule.THIRDS
                : ReferenceRule.MIDPOINTS;
        try (TensorFile expected = GoldenValues.tensors(path);
                Model model = GoldenModel.create(golden, rule, entry -> "all");
                FrameSession session = new FrameSession(model, backend);
                SpmTracker tracker = new SpmTracker(session, settings(golden, rule))) {
            JsonNode first = golden.get("init_box");
            tracker.init(Frame.of(0, image(golden.get("sequence"), 0)), box(first));
            for (JsonNode frame : golden.get("frames")) {
                int number = frame.get("t").asInt();
                Frame next = Frame.of(number, image(golden.get("sequence"), number));
                TrackResult result = tracker.next(next, (question, answer) -> {
                    checkInputs(expected, question, model.settings(), number);
                    checkOutputs(expected, answer, number);
                });
                check(frame, tracker, result);
            }
        }
    }

    private static TrackerSettings settings(JsonNode golden, ReferenceRule rule) {
        JsonNode pipeline = golden.get("pipeline");
        return TrackerSettings.published()
                .with(
                        "template_area_factor="
                                + golden.get("template_area_factor").asDouble(),
                        "search_area_factor="
                                + pipeline.get("search_region_cropping")
                                        .get("area_factor")
                                        .asDouble(),
                        "window_penalty="
                                + pipeline.get("post_process")
                                        .get("window_penalty")
                                        .asDouble(),
                        "reference_rule=" + rule.name(),
                        "compat=official",
                        "crop_memory=1");
    }

    private static Box box(JsonNode corners) {
        return new Box(
                corners.get(0).asDouble(),
                corners.get(1).asDouble(),
                corners.get(2).asDouble(),
                corners.get(3).asDouble());
    }

    /** The formula of the case: a patterned rectangle that moves over a patterned background. */
    private static Image image(JsonNode sequence, int t) {
        int width = sequence.get("W").asInt();
        int height = sequence.get("H").asInt();
        int k = sequence.get("k").asInt();
        int left = sequence.get("X0").asInt() + sequence.get("VX").asInt() * t;
        int top = sequence.get("Y0").asInt() + sequence.get("VY").asInt() * t + t % 3;
        int objectWidth = sequence.get("W0").asInt() + t;
        int objectHeight = sequence.get("H0").asInt() - t / 2;
        byte[] rgb = new byte[3 * width * height];
        long sum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int dx = x - left;
                int dy = y - top;
                boolean inside = dx >= 0 && dx < objectWidth && dy >= 0 && dy < objectHeight;
                for (int c = 0; c < 3; c++) {
                    int value = inside
                            ? 255 - 11 * dx - 17 * dy + 53 * c + 80 * (((dx >> 4) + (dy >> 4)) & 1)
                            : (7 + 2 * k) * x
                                    + (13 + 2 * k) * y
                                    + 29 * (c + 1) * (k + 1)
                                    + ((x * y) >> 4)
                                    + 40 * (((x >> 3) + (y >> 3)) & 1);
                    rgb[3 * (y * width + x) + c] = (byte) value;
                    sum += value & 255;
                }
            }
        }
        assertEquals(sequence.get("sum_of_all_bytes_of_frame").get(t).asLong(), sum, "sum of the bytes of frame " + t);
        return Image.of(width, height, rgb);
    }

    private static void checkInputs(TensorFile expected, Question question, ModelSettings sizes, int number) {
        String prefix = "frame" + number + ".";
        long pixels = 3L * sizes.input().templateSize() * sizes.input().templateSize();
        try (Storage entry = new Storage(pixels + sizes.templateCells())) {
            MemorySegment image = entry.segment().asSlice(0, pixels * DType.BYTES);
            MemorySegment cells = entry.segment().asSlice(image.byteSize(), (long) sizes.templateCells() * DType.BYTES);
            for (int i = 0; i < sizes.input().references(); i++) {
                question.reference(i, image, cells);
                checkSample(expected, prefix + "z_" + i + ".sample", image);
                long[] mask = expected.longs(prefix + "z_" + i + "_feat_mask");
                double[] actual = Floats.of(cells);
                for (int cell = 0; cell < mask.length; cell++) {
                    assertEquals((double) mask[cell], actual[cell], prefix + "mask " + i + " cell " + cell);
                }
            }
        }
        checkSample(expected, prefix + "x.sample", question.search());
    }

    /** Samples at flat index ⌊j · count / k⌋. */
    private static void checkSample(TensorFile expected, String name, MemorySegment segment) {
        float[] wanted = expected.floats(name);
        double[] all = Floats.of(segment);
        for (int j = 0; j < wanted.length; j++) {
            double actual = all[(int) ((long) j * all.length / wanted.length)];
            assertEquals(wanted[j], actual, INPUT, name + " sample " + j);
        }
    }

    private static void checkOutputs(TensorFile expected, Answer answer, int number) {
        String prefix = "frame" + number + ".";
        assertArrayEquals(expected.floats(prefix + "score_map"), answer.scores(), OUTPUT, prefix + "score_map");
        assertArrayEquals(expected.floats(prefix + "boxes"), answer.boxes(), OUTPUT, prefix + "boxes");
        assertArrayEquals(expected.floats(prefix + "state_token"), answer.state(), OUTPUT, prefix + "state_token");
    }

    private static void check(JsonNode frame, SpmTracker tracker, TrackResult result) {
        String where = "frame " + frame.get("t").asInt();
        assertEquals(frame.get("chosen_index").asInt(), tracker.lastPeak().cell(), where + ": chosen cell");
        assertEquals(frame.get("confidence").asDouble(), result.confidence(), CONFIDENCE, where + ": confidence");
        Box wanted = box(frame.get("output_box_on_image"));
        double[] corners = {wanted.x1(), wanted.y1(), wanted.x2(), wanted.y2()};
        double[] actual = {
            result.box().x1(),
            result.box().y1(),
            result.box().x2(),
            result.box().y2()
        };
        assertArrayEquals(corners, actual, PIXEL, where + ": box");
    }
}
