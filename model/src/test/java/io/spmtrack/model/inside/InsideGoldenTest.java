package io.spmtrack.model.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ReferenceRule;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the inside of a frame shows, against the intermediate values of the official code in the cases of one sample. */
class InsideGoldenTest {
    private static final double TOLERANCE = 1e-5;

    @TestFactory
    List<DynamicTest> cases() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path path : SharedFolder.golden("tiny_*.json")) {
            JsonNode golden = GoldenValues.json(path);
            if (golden.get("config").get("batch").asInt() == 1) {
                for (Backend backend : List.of(new ReferenceBackend(), new CpuBackend(2))) {
                    tests.add(dynamicTest(
                            path.getFileName() + " " + backend.name(), () -> agrees(path, golden, backend)));
                }
            }
        }
        return tests;
    }

    private static void agrees(Path path, JsonNode golden, Backend backend) {
        try (Model model = GoldenModel.create(golden, ReferenceRule.AUTO, entry -> "all");
                TensorFile expected = GoldenValues.tensors(path)) {
            Inside inside = new Inside(model, model.settings());
            try (Session session = backend.load(Compiler.compile(List.of(inside.program()), backend))) {
                Insight insight = inside.look(
                        session,
                        (i, image, mask) -> {
                            GoldenModel.fill(image, GoldenModel.input(golden, "z_" + i));
                            GoldenModel.fill(mask, GoldenModel.floats(expected.longs("input.z_" + i + "_feat_mask")));
                        },
                        MemorySegment.ofArray(GoldenModel.input(golden, "x_0")),
                        new float[model.settings().backbone().embedDim()]);
                weights(model, expected, insight);
                gates(model, expected, insight);
                attention(model, insight);
            }
        }
    }

    /** U is what makes the head's input of the normalised search tokens. */
    private static void weights(Model model, TensorFile expected, Insight insight) {
        float[] norm = expected.floats("frame0.norm");
        float[] input = expected.floats("frame0.head.input");
        int width = model.settings().backbone().embedDim();
        double largest = 0;
        for (float value : input) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertEquals(model.settings().searchCells(), insight.weights().size());
        for (int i = 0; i < input.length; i++) {
            double token = norm[norm.length - input.length + i];
            assertEquals(input[i], token * insight.weights().get(i / width), TOLERANCE * largest, "element " + i);
        }
    }

    /** Block 0's gates of the queries are the softmax of the stored logits. */
    private static void gates(Model model, TensorFile expected, Insight insight) {
        float[] logits = expected.floats("frame0.block0.attn.q.route_logits");
        Insight.Gates first = insight.gates().getFirst();
        assertEquals("attn.qkv.q", first.layer());
        assertEquals(0, first.block());
        assertEquals(6 * model.settings().backbone().depth(), insight.gates().size());
        int experts = first.experts();
        int start = logits.length - first.gates().length * experts;
        for (int cell = 0; cell < first.gates().length; cell++) {
            double sum = 0;
            for (int expert = 0; expert < experts; expert++) {
                sum += Math.exp(logits[start + cell * experts + expert]);
            }
            for (int expert = 0; expert < experts; expert++) {
                double gate = Math.exp(logits[start + cell * experts + expert]) / sum;
                assertEquals(gate, first.gates()[cell][expert], TOLERANCE, "cell " + cell);
            }
        }
    }

    private static void attention(Model model, Insight insight) {
        Insight.Attention attention = insight.attention();
        int references = model.settings().input().references();
        assertEquals(model.settings().tokens(), attention.rows()[0].length);
        assertEquals(1, attention.first());
        for (int cell = 0; cell < attention.rows().length; cell++) {
            double others = attention.rows()[cell][0];
            for (int key = 1 + references * attention.cells(); key < attention.rows()[cell].length; key++) {
                others += attention.rows()[cell][key];
            }
            for (int crop = 0; crop < references; crop++) {
                others += attention.share(cell, crop);
            }
            assertEquals(1, others, TOLERANCE);
        }
        assertEquals(
                attention.share(5, 1), sum(attention.to(1, List.of(5))), TOLERANCE, "both sum over the crop's cells");
    }

    private static double sum(float... values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
