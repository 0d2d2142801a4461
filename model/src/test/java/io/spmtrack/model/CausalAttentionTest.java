package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reference tokens that see their own crop only (docs/spec/variants.md §10). */
class CausalAttentionTest {
    private static final String[] SMALL = {
        "embed_dim=32",
        "depth=3",
        "num_heads=2",
        "patch=4",
        "template_size=8",
        "search_size=16",
        "r=4",
        "alpha=4",
        "expert_nums=2",
        "references=2"
    };

    static ModelSettings settings(String... more) {
        return ModelSettings.base().with(SMALL).with(more);
    }

    @Test
    void costOfAFrameAndOfAReference() {
        ModelCost cost = ModelCost.of(ModelSettings.base().with("attention=causal"));
        assertEquals(81.6, cost.macs().linear() / 1e9, 0.05);
        assertEquals(17.7, cost.macs().attention() / 1e9, 0.05);
        assertEquals(101.4, cost.macs().total() / 1e9, 0.05);
        assertEquals(22.6, (cost.reference().linear() + cost.reference().attention()) / 1e9, 0.05);
        assertEquals(0, ModelCost.of(ModelSettings.base()).reference().total());
    }

    @Test
    void weightsHaveTheSameNames() {
        assertEquals(
                SpmTrack.of(settings()).parameters().keySet(),
                SpmTrack.of(settings("attention=causal")).parameters().keySet());
    }

    @Test
    void gradientThroughBothFramesIsTheDirectionalDifference() {
        NetworkGradient.check(settings("attention=causal", "train=full"));
    }

    /** A crop's keys and values, and a frame's outputs, from inputs of which some are moved. */
    private static Map<String, double[]> run(Model model, String moved) {
        Tape tape = new Tape();
        List<References.Embedded> crops = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Tensor image = tape.input("z" + i, DType.F32, 1, 3, 8, 8);
            crops.add(model.network().reference(image, tape.input("mask" + i, DType.F32, 1, 4), Probe.NONE));
        }
        References together = model.network().ahead(References.join(crops), Pass.tracking());
        References apart = References.joinEncoded(crops.stream()
                .map(crop -> (References.Encoded) model.network().ahead(crop, Pass.tracking()))
                .toList());
        record(model, tape, "together", together);
        record(model, tape, "apart", apart);
        List<Tensor> kept = ((References.Encoded) apart).all();
        for (int i = 0; i < kept.size(); i++) {
            tape.output("first " + i, kept.get(i).slice(1, 0, 4));
        }
        return results(tape, moved);
    }

    private static void record(Model model, Tape tape, String name, References references) {
        Tensor search = tape.input("x " + name, DType.F32, 1, 3, 16, 16);
        SpmTrack.Output output = model.network()
                .frame(
                        tape.input("s " + name, DType.F32, 1, 1, 32),
                        references,
                        model.network().search(search, Probe.NONE),
                        Pass.tracking());
        tape.output("scores " + name, output.scores());
        tape.output("boxes " + name, output.boxes());
        tape.output("state " + name, output.state());
    }

    private static Map<String, double[]> results(Tape tape, String moved) {
        CpuBackend backend = new CpuBackend(2);
        var plan = Compiler.compile(tape, backend);
        Map<String, double[]> results = new TreeMap<>();
        try (Session session = backend.load(Map.of("p", plan))) {
            plan.inputs().forEach((name, ref) -> {
                String tag = name.substring(0, name.startsWith("x") || name.startsWith("s") ? 1 : 2);
                float[] values = GoldenValues.values(
                        tag, 1, 0, Math.toIntExact(ref.shape().count()));
                if (name.startsWith(moved)) {
                    values[0] += 1;
                }
                GoldenModel.fill(session.input("p", name), values);
            });
            session.run("p");
            plan.outputs().keySet().forEach(name -> results.put(name, Floats.of(session.output("p", name))));
        }
        return results;
    }

    @Test
    void aReferenceDependsOnItsOwnCropAlone() {
        try (Model model = new Model(settings("attention=causal"), TrackerSettings.published())) {
            model.initialize(7);
            Map<String, double[]> plain = run(model, "none");
            for (String other : List.of("x", "s", "z1")) {
                Map<String, double[]> moved = run(model, other);
                assertTrue(!Arrays.equals(plain.get("scores apart"), moved.get("scores apart")), other + " is seen");
                for (int i = 0; i < 6; i++) {
                    assertArrayEquals(plain.get("first " + i), moved.get("first " + i), other + " changed " + i);
                }
            }
            assertNotEquals(plain.get("first 5")[0], run(model, "z0").get("first 5")[0]);
        }
    }

    /** However many crops are computed at a time. */
    @Test
    void cropsTogetherAreTheSameAsOneByOne() {
        try (Model model = new Model(settings("attention=causal"), TrackerSettings.published())) {
            model.initialize(7);
            Map<String, double[]> results = run(model, "none");
            for (String what : List.of("scores ", "boxes ", "state ")) {
                assertArrayEquals(results.get(what + "apart"), results.get(what + "together"), what);
            }
        }
    }
}
