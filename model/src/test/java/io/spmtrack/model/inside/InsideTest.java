package io.spmtrack.model.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.spmtrack.engine.Session;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The inside of small networks: where the references' keys lie, and what the last layer's experts answer. */
class InsideTest {
    private static final float CLOSE = 1e-5f;

    private static Insight look(ModelSettings settings, long firstCrop) {
        try (Model model = new Model(settings, TrackerSettings.published())) {
            model.weights().initialize(11);
            Inside inside = new Inside(model, model.settings());
            CpuBackend backend = new CpuBackend(1);
            try (Session session = backend.load(Compiler.compile(List.of(inside.program()), backend))) {
                int side = settings.input().searchSize();
                return inside.look(
                        session,
                        (i, image, mask) -> {
                            long seed = i == 0 ? firstCrop : 5;
                            GoldenModel.fill(image, random(seed, (int) (image.byteSize() / Float.BYTES)));
                            GoldenModel.fill(mask, new float[settings.templateCells()]);
                        },
                        MemorySegment.ofArray(random(9, 3 * side * side)),
                        new float[settings.backbone().embedDim()]);
            }
        }
    }

    private static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Equal crops get equal attention, another one does not: so their keys are taken from where they lie. */
    @ParameterizedTest
    @ValueSource(strings = {"joint", "causal"})
    void equalCropsGetEqualAttention(String attention) {
        ModelSettings settings = ModelSettings.base()
                .with(
                        "embed_dim=16",
                        "depth=2",
                        "num_heads=2",
                        "patch=4",
                        "template_size=8",
                        "search_size=16",
                        "r=3",
                        "expert_nums=3",
                        "train=full",
                        "attention=" + attention);
        Insight same = look(settings, 5);
        Insight other = look(settings, 6);
        assertEquals(16, same.attention().rows().length);
        for (int cell = 0; cell < 16; cell++) {
            assertEquals(same.attention().share(cell, 0), same.attention().share(cell, 1), CLOSE);
            assertEquals(same.attention().share(cell, 0), same.attention().share(cell, 2), CLOSE);
            assertNotEquals(other.attention().share(cell, 0), other.attention().share(cell, 1), CLOSE);
            assertEquals(other.attention().share(cell, 1), other.attention().share(cell, 2), CLOSE);
        }
        assertEquals(12, same.gates().size());
        Insight.Gates gates = same.gates().getLast();
        assertEquals("mlp.fc2", gates.layer());
        assertEquals(1, gates.mean(0) + gates.mean(1) + gates.mean(2), CLOSE);
        assertEquals(1, gates.first(0) + gates.first(1) + gates.first(2), CLOSE);
        Insight.Experts experts = same.experts().orElseThrow();
        assertEquals("blocks.1.mlp.fc2", experts.layer());
        assertEquals(3, experts.routed().size());
        assertEquals(3, experts.compressed()[0].length);
        assertEquals(16, experts.routed().get(2)[15].length);
    }
}
