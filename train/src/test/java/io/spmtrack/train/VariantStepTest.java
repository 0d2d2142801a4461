package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.variant.MoeSettings;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.OptimizerSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and steps of variants (docs/spec/variants.md §2, §4, §9). */
final class VariantStepTest {
    private static final int STEPS = 3;
    private static final double RATE = 1e-3;
    private static final String[] ALONE = {"depth=2", "state_token=false", "references=1"};

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    private static Model model(String... rows) {
        return RecomputeStepTest.model(0, rows);
    }

    private static TrainingSession session(Model model, Backend backend) {
        return new TrainingSession(
                model,
                new Optimizer(model.weights(), OptimizerSettings.published()),
                LossSettings.published(),
                RecomputeStepTest.settings(TrainSettings.Recompute.NONE),
                backend);
    }

    /** The loss of a model for these search frames in this order, and its parts. */
    private static TrainingSession.Report loss(Backend backend, int... frames) {
        String[] rows = Arrays.copyOf(ALONE, ALONE.length + 1);
        rows[ALONE.length] = "search_frames=" + frames.length;
        try (Model model = model(rows);
                TrainingSession session = session(model, backend)) {
            BatchInputs<MemorySegment> batch = session.validationBatch();
            RecomputeStepTest.fill(batch.references().getFirst(), "reference");
            for (int i = 0; i < frames.length; i++) {
                RecomputeStepTest.fill(batch.searches().get(i), "search" + frames[i]);
                GoldenModel.fill(batch.positives().get(i), 0, 1, 1, frames[i], 1);
                GoldenModel.fill(batch.counts().get(i), 3 + frames[i]);
                GoldenModel.fill(
                        batch.boxes().get(i), 0.1f, 0.1f, 0.3f + 0.1f * frames[i], 0.2f, 0.2f, 0.3f, 0.6f, 0.7f);
            }
            return session.validate(0);
        }
    }

    /** Without state token frames know nothing of each other, and each is divided by its own positives. */
    @ParameterizedTest
    @MethodSource("backends")
    void lossOfTwoFramesIsTheSumOfBoth(Backend backend) {
        TrainingSession.Report first = loss(backend, 0);
        TrainingSession.Report second = loss(backend, 1);
        TrainingSession.Report both = loss(backend, 0, 1);
        assertNotEquals(first.loss(), second.loss(), 1e-3);
        assertEquals(first.loss() + second.loss(), both.loss(), 1e-5 * both.loss());
        TrainingSession.Report swapped = loss(backend, 1, 0);
        assertArrayEquals(both.classification(), reversed(swapped.classification()), 1e-5);
        assertArrayEquals(both.box(), reversed(swapped.box()), 1e-5);
    }

    private static double[] reversed(double... pair) {
        return new double[] {pair[1], pair[0]};
    }

    private static Map<String, float[]> values(Model model) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.weights()
                .parameters()
                .forEach((name, parameter) ->
                        values.put(name, parameter.segment().toArray(ValueLayout.JAVA_FLOAT)));
        return values;
    }

    private static void train(Model model, Backend backend) {
        try (TrainingSession session = session(model, backend)) {
            RecomputeStepTest.fill(session.batch());
            for (int step = 0; step < STEPS; step++) {
                session.update(step, 0, RATE);
            }
            session.pull();
        }
    }

    /** Of every kind of variant each trained tensor changes, and no frozen one. */
    @ParameterizedTest
    @MethodSource("backends")
    void threeStepsChangeWhatIsTrainedAndNothingElse(Backend backend) {
        for (String rows : new String[] {
            "qkv=none out=none ffn=none train=full",
            "qkv=none out=none ffn=none",
            "qkv=lora out=lora ffn=lora lora_r=4",
            "qkv=lora out=lora ffn=moe lora_r=4",
            "qkv=lora out=lora ffn=moe lora_r=4 moe_topk=2 moe_init=bert",
            "qkv=lora out=lora ffn=moe lora_r=4 moe_shared=0 moe_experts=5",
            "qkv=lora out=lora ffn=moe lora_r=4 moe_frozen=true",
        }) {
            try (Model model = model(("depth=2 " + rows).split(" "))) {
                Map<String, float[]> before = values(model);
                train(model, backend);
                values(model)
                        .forEach((name, after) -> assertEquals(
                                trained(model, name), !Arrays.equals(before.get(name), after), rows + ": " + name));
            }
        }
    }

    private static boolean trained(Model model, String name) {
        Param parameter = model.weights().find(name).orElseThrow();
        return parameter.role() == Role.TRAINED;
    }

    /** Experts of which all is zero are a dead point: only the second layer's bias ever has a gradient. */
    @ParameterizedTest
    @MethodSource("backends")
    void expertsThatStartAtZeroStayThere(Backend backend) {
        String[] rows = {"depth=2", "qkv=lora", "out=lora", "ffn=moe", "lora_r=4", "moe_init=zero"};
        try (Model model = model(rows)) {
            assertEquals(MoeSettings.Init.ZERO, model.settings().moe().moeInit());
            train(model, backend);
            values(model).forEach((name, after) -> {
                if (name.contains(".mlp.experts.")) {
                    boolean zero = Arrays.equals(new float[after.length], after);
                    assertEquals(!name.endsWith(".fc2.bias"), zero, name);
                }
            });
        }
    }

    /** The statistics of a head after these steps, each of some search frames; the learning rate is 0. */
    private static Map<String, float[]> statistics(Backend backend, int[]... steps) {
        String[] rows = {"depth=1", "state_token=false", "references=1", "head=ostrack", "head_channels=16", ""};
        rows[rows.length - 1] = "search_frames=" + steps[0].length;
        try (Model model = model(rows);
                TrainingSession session = session(model, backend)) {
            RecomputeStepTest.fill(session.batch());
            RecomputeStepTest.fill(session.batch().references().getFirst(), "reference");
            for (int step = 0; step < steps.length; step++) {
                for (int i = 0; i < steps[step].length; i++) {
                    RecomputeStepTest.fill(session.batch().searches().get(i), "search" + steps[step][i]);
                }
                session.update(step, 0, 0);
            }
            session.pull();
            Map<String, float[]> values = values(model);
            values.keySet().removeIf(name -> !name.contains(".running_"));
            return values;
        }
    }

    /** The head is called once for each search frame: two frames of a step are two updates, in their order. */
    @ParameterizedTest
    @MethodSource("backends")
    void runningStatisticsTakeUpOneFrameAfterTheOther(Backend backend) {
        Map<String, float[]> both = statistics(backend, new int[] {0, 1});
        Map<String, float[]> each = statistics(backend, new int[] {0}, new int[] {1});
        Map<String, float[]> swapped = statistics(backend, new int[] {1}, new int[] {0});
        assertEquals(24, both.size());
        both.forEach((name, values) -> {
            assertArrayEquals(each.get(name), values, 1e-6f, name);
            assertFalse(Arrays.equals(swapped.get(name), values), name);
        });
    }
}
