package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.nn.BatchNorm;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.engine.reference.ReferenceSession;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutional heads (docs/spec/variants.md §8). */
class ConvHeadTest {
    static List<Backend> backends() {
        return SmallNetwork.backends().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "base, ostrack, 6474117, 4.72",
        "large, ostrack, 8243589, 6.01",
        "giant, ostrack, 11782533, 8.59",
        "base, conv, 4316133, 3.15",
        "large, conv, 5495781, 4.01",
        "giant, conv, 7855077, 5.73"
    })
    void sizesAreThePublishedOnes(String preset, String head, long parameters, double giga) {
        ModelSettings settings = ModelSettings.base();
        if (!preset.equals("base")) {
            settings = preset.equals("large") ? ModelSettings.large() : ModelSettings.giant();
        }
        ModelCost plain = ModelCost.of(settings);
        ModelCost cost = ModelCost.of(settings.with("head=" + head));
        long mlps = SpmTrack.of(settings).head().parameters().values().stream()
                .mapToLong(parameter -> parameter.shape().count())
                .sum();
        assertEquals(parameters, cost.parameters() - plain.parameters() + mlps);
        assertEquals(giga, cost.macs().heads() / 1e9, 0.006);
    }

    @Test
    void namesAreThoseOfCheckpoints() {
        Map<String, Param> ostrack =
                SpmTrack.of(ModelSettings.base().with("head=ostrack")).parameters();
        for (String name : List.of(
                "head.conv1_ctr.0.weight",
                "head.conv4_offset.1.running_var",
                "head.conv2_size.1.weight",
                "head.conv5_size.bias")) {
            assertTrue(ostrack.containsKey(name), name);
        }
        assertEquals(2880, buffers(ostrack));
        Map<String, Param> conv =
                SpmTrack.of(ModelSettings.base().with("head=conv")).parameters();
        assertTrue(conv.containsKey("head.reg.conv3.1.running_mean") && conv.containsKey("head.cls.conv5.weight"));
        assertEquals(1920, buffers(conv));
    }

    private static long buffers(Map<String, Param> parameters) {
        return parameters.entrySet().stream()
                .filter(entry -> entry.getKey().contains(".running_"))
                .mapToLong(entry -> entry.getValue().shape().count())
                .sum();
    }

    /** One step, then another one: the running values take up each in turn. */
    @ParameterizedTest
    @MethodSource("backends")
    void channelOfKnownValues(Backend backend) {
        BatchNorm norm = BatchNorm.of(1);
        try (ParamStore store = new ParamStore(norm)) {
            store.initialize(1);
            Tape tape = new Tape();
            tape.output("first", norm.learn(tape.input("x", DType.F32, 1, 2, 2, 1)));
            tape.output("mean", tape.param(norm.runningMean()).mul(1));
            tape.output("var", tape.param(norm.runningVar()).mul(1));
            norm.learn(tape.input("x2", DType.F32, 4, 1));
            tape.output("later", tape.param(norm.runningMean()).mul(1));
            try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                GoldenModel.fill(session.input("p", "x"), 1, 2, 3, 6);
                GoldenModel.fill(session.input("p", "x2"), 2, 2, 2, 2);
                session.run("p");
                double[] normal = Floats.of(session.output("p", "first"));
                double[] expected = {-1.06904344, -0.53452172, 0, 1.60356516};
                Floats.assertClose("normalised", expected, normal, 1e-6, 1);
                assertEquals(0.3, Floats.of(session.output("p", "mean"))[0], 1e-6);
                assertEquals(1.36666667, Floats.of(session.output("p", "var"))[0], 1e-6);
                assertEquals(0.47, Floats.of(session.output("p", "later"))[0], 1e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void boxOfAKnownCell(Backend backend) {
        Tape tape = new Tape();
        Tensor offsets = tape.input("offsets", DType.F32, 1, 729, 2);
        tape.output("boxes", Head.centred(offsets, tape.input("sizes", DType.F32, 1, 729, 2), 27));
        try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
            float[] values = new float[2 * 729];
            values[2 * 281] = 0.01f;
            values[2 * 281 + 1] = -0.02f;
            GoldenModel.fill(session.input("p", "offsets"), values);
            values[2 * 281] = 0;
            values[2 * 281 + 1] = -1.0986123f;
            GoldenModel.fill(session.input("p", "sizes"), values);
            session.run("p");
            double[] boxes = Floats.of(session.output("p", "boxes"));
            double[] expected = {.18592593, .24388889, .68592593, .49388889};
            Floats.assertClose("box", expected, Arrays.copyOfRange(boxes, 4 * 281, 4 * 282), 1e-6, 1);
        }
    }

    /** Also after statistics and factors have other values than at the start. */
    @ParameterizedTest
    @ValueSource(strings = {"ostrack", "conv"})
    void foldedIsUnfolded(String kind) {
        for (Backend backend : backends()) {
            try (Model model = SmallNetwork.model("head=" + kind, "head_channels=16")) {
                model.weights().parameters().forEach((name, parameter) -> {
                    if (name.matches("head.*\\.1\\.[a-z_]+")) {
                        int count = Math.toIntExact(parameter.shape().count());
                        GoldenModel.fill(parameter.segment(), GoldenValues.values(name, 0.4, 1, count));
                    }
                });
                ConvHead head = (ConvHead) model.network().head();
                FoldedHead folded = FoldedHead.of(head);
                try (ParamStore store = new ParamStore(folded)) {
                    assertEquals(
                            2L * folded.branches().size() * 5,
                            store.parameters().size());
                    folded.fill(head);
                    Tape tape = new Tape();
                    Tensor x = tape.input("x", DType.F32, 2, 16, 32);
                    output(tape, "plain ", head.find(x, 4, Pass.tracking()));
                    output(tape, "folded ", folded.find(x, 4, Pass.tracking()));
                    try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                        GoldenModel.fill(session.input("p", "x"), GoldenValues.values("x", 1, 0, 2 * 16 * 32));
                        session.run("p");
                        for (String what : List.of("scores", "boxes")) {
                            double[] plain = Floats.of(session.output("p", "plain " + what));
                            double[] values = Floats.of(session.output("p", "folded " + what));
                            Floats.assertClose(what, plain, values, 1e-5, 1);
                        }
                    }
                }
            }
        }
    }

    private static void output(Tape tape, String name, Head.Found found) {
        tape.output(name + "scores", found.scores());
        tape.output(name + "boxes", found.boxes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ostrack", "conv"})
    void gradientIsTheDirectionalDifference(String kind) {
        NetworkGradient.check(SmallNetwork.settings("head=" + kind, "head_channels=16", "depth=1"));
    }

    /** Through the statistics of the batch. */
    @Test
    void gradientThroughTheBatchIsTheDifference() {
        BatchNorm norm = BatchNorm.of(3);
        try (ParamStore store = new ParamStore(norm)) {
            store.initialize(1);
            Tape tape = new Tape();
            Tensor x = tape.input("x", DType.F32, 7, 3);
            Tensor value = norm.learn(x).mul(tape.input("w", DType.F32, 7, 3)).sumAll();
            tape.output("value", value);
            tape.output("dx", Grad.of(value, List.of(x)).getFirst());
            ReferenceBackend backend = new ReferenceBackend();
            try (ReferenceSession session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                double[] values = doubles("x");
                double[] way = doubles("way");
                Map<String, double[]> inputs = new HashMap<>(Map.of("x", values, "w", doubles("w")));
                session.run("p", inputs);
                double slope = 0;
                for (int i = 0; i < way.length; i++) {
                    slope += way[i] * session.values("p", "dx")[i];
                }
                double difference = (moved(session, inputs, way, 1e-5) - moved(session, inputs, way, -1e-5)) / 2e-5;
                assertEquals(difference, slope, 1e-7);
            }
        }
    }

    private static double moved(ReferenceSession session, Map<String, double[]> inputs, double[] way, double distance) {
        double[] values = inputs.get("x").clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += distance * way[i];
        }
        Map<String, double[]> moved = new HashMap<>(inputs);
        moved.put("x", values);
        session.run("p", moved);
        return session.values("p", "value")[0];
    }

    private static double[] doubles(String name) {
        float[] values = GoldenValues.values(name, 1, 0, 21);
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
