package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A complete network at the published crop sizes with weights and inputs given by formulas (docs/spec/golden-values.md
 * §9).
 */
class DeterministicNetworkTest {
    private static final int TEMPLATE = 196;
    private static final int SEARCH = 378;
    private static final int WIDTH = 128;
    /** Single floats differ from the stored values, which are of double arithmetic, by about 6e-6. */
    private static final double TOLERANCE = 1e-5;

    private static final double SUM = 1e-4;

    /** Logit and box at a cell. */
    record Cell(int index, double score, double... box) {}

    /** What a frame must give. */
    record Frame(int argmax, double sum, Cell... cells) {}

    // spotless:off
    private static final List<Frame> MLP = List.of(
            new Frame(384, 624.70484,
                    new Cell(0, 0.1927119, -0.4966212, -0.3843690, 0.6510627, 0.3335872),
                    new Cell(1, 0.0936739, -0.7163944, -0.1463403, 0.9105467, 0.1440075),
                    new Cell(364, 0.2946187, -0.2750414, 0.3432520, 1.3668681, 0.6116176),
                    new Cell(728, 0.5132963, 0.4566866, 0.6706674, 1.7652639, 1.1207075)),
            new Frame(371, 658.78879,
                    new Cell(0, 0.3057171, -0.5355948, -0.3353824, 0.7067422, 0.2774362),
                    new Cell(1, 0.0935209, -0.7309361, -0.1329063, 0.9238611, 0.1317838),
                    new Cell(364, 0.1177650, -0.2764177, 0.3398761, 1.3601335, 0.6204134),
                    new Cell(728, 0.2674210, 0.5354180, 0.5780188, 1.6747972, 1.1941635)));
    private static final List<Frame> SWIGLU = List.of(
            new Frame(504, 288.62503,
                    new Cell(0, 0.0124641, -0.4013973, -0.4564521, 0.6067410, 0.3487641),
                    new Cell(1, 0.3630435, -0.7447871, -0.1143163, 0.9462996, 0.1081626),
                    new Cell(364, 0.5047460, -0.3008514, 0.3700524, 1.3951417, 0.5845439),
                    new Cell(728, 0.1052991, 0.5130810, 0.5386170, 1.5829481, 1.3167176)),
            new Frame(343, 288.80287,
                    new Cell(0, 0.3289124, -0.4559392, -0.3579470, 0.7339834, 0.2159812),
                    new Cell(1, 0.1360248, -0.7252231, -0.1371526, 0.9204117, 0.1343543),
                    new Cell(364, 0.0187181, -0.2549505, 0.3171164, 1.3353829, 0.6448850),
                    new Cell(728, -0.1243224, 0.5175082, 0.4709464, 1.4567675, 1.4905846)));
    // spotless:on

    static Stream<Arguments> cases() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2))
                .flatMap(backend -> Stream.of(
                        Arguments.of(BackboneSettings.FfnLayer.MLP, MLP, backend),
                        Arguments.of(BackboneSettings.FfnLayer.SWIGLUFUSED, SWIGLU, backend)));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("cases")
    void twoFramesAreTheSpecifiedOnes(BackboneSettings.FfnLayer kind, List<Frame> expected, Backend backend) {
        try (Model model = model(kind);
                GoldenFrame frame = new GoldenFrame(model, 1, backend)) {
            for (int i = 0; i < model.settings().input().references(); i++) {
                frame.reference(i, reference(i), mask(i));
            }
            for (int number = 0; number < expected.size(); number++) {
                frame.run(search(number));
                check(expected.get(number), frame, "frame " + number);
            }
        }
    }

    private static Model model(BackboneSettings.FfnLayer kind) {
        ModelSettings settings = ModelSettings.base()
                .with(
                        "embed_dim=" + WIDTH,
                        "depth=2",
                        "num_heads=2",
                        "ffn_layer=" + kind,
                        "template_size=" + TEMPLATE,
                        "search_size=" + SEARCH);
        Model model = new Model(settings, TrackerSettings.published());
        List<String> names = new ArrayList<>(model.weights().parameters().keySet());
        Collections.sort(names);
        assertEquals(128, names.size());
        for (int n = 0; n < names.size(); n++) {
            Param parameter = model.weights().parameters().get(names.get(n));
            GoldenModel.fill(
                    parameter.segment(),
                    values(names.get(n), n, Math.toIntExact(parameter.shape().count())));
        }
        return model;
    }

    private static float[] values(String name, int number, int count) {
        double base = name.contains("norm") && name.endsWith("weight") ? 1 : name.contains("gamma") ? 0.5 : 0;
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) (base + 0.05 * Math.sin(0.37 * (k % 9973) + number));
        }
        return values;
    }

    private static float[] reference(int index) {
        float[] pixels = new float[3 * TEMPLATE * TEMPLATE];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % TEMPLATE;
            int y = i / TEMPLATE % TEMPLATE;
            int channel = i / (TEMPLATE * TEMPLATE);
            pixels[i] = (float) Math.sin(0.01 * (x + 2 * y) + channel + index);
        }
        return pixels;
    }

    private static float[] mask(int index) {
        float[] mask = new float[14 * 14];
        for (int row = 4; row <= 8; row++) {
            Arrays.fill(mask, row * 14 + 3 + index, row * 14 + 9 + index + 1, 1);
        }
        return mask;
    }

    private static float[] search(int index) {
        float[] pixels = new float[3 * SEARCH * SEARCH];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % SEARCH;
            int y = i / SEARCH % SEARCH;
            int channel = i / (SEARCH * SEARCH);
            pixels[i] = (float) Math.cos(0.013 * (2 * x + y) + channel + index);
        }
        return pixels;
    }

    private static void check(Frame expected, GoldenFrame actual, String what) {
        double[] scores = actual.scores();
        double[] boxes = actual.boxes();
        for (Cell cell : expected.cells()) {
            String where = what + " cell " + cell.index();
            assertEquals(cell.score(), scores[cell.index()], TOLERANCE, where + " score");
            for (int side = 0; side < 4; side++) {
                assertEquals(cell.box()[side], boxes[4 * cell.index() + side], TOLERANCE, where + " box side " + side);
            }
        }
        int largest = IntStream.range(0, scores.length)
                .reduce((a, b) -> scores[b] > scores[a] ? b : a)
                .orElseThrow();
        assertEquals(expected.argmax(), largest, what + " best cell");
        assertEquals(expected.sum(), Arrays.stream(scores).sum(), SUM * expected.sum(), what + " sum of logits");
    }
}
