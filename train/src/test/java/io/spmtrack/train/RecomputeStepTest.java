package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.model.DropPath;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.track.TrackerSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step that computes blocks again ends with the same weights, bit for bit, in less memory. */
class RecomputeStepTest {
    private static final int BATCH = 2;

    /** Every way of dropping branches: none, by factors, by subsets. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.4})
    void numbersAreTheSame(double dropPath) {
        try (Model kept = model(dropPath);
                Model again = model(dropPath);
                TrainStep plain = step(kept, TrainSettings.Recompute.NONE);
                TrainStep frugal = step(again, TrainSettings.Recompute.BLOCK)) {
            for (int number = 0; number < 2; number++) {
                TrainStep.Report expected = plain.update(number, 0, 1e-3);
                TrainStep.Report actual = frugal.update(number, 0, 1e-3);
                assertEquals(expected.loss(), actual.loss(), "loss");
                assertEquals(expected.gradNorm(), actual.gradNorm(), "gradient norm");
            }
            for (Param parameter : kept.weights().parameters().values()) {
                MemorySegment other =
                        again.weights().find(parameter.name()).orElseThrow().segment();
                assertEquals(-1, parameter.segment().mismatch(other), parameter.name());
            }
            long most = plain.plan().workElements();
            long less = frugal.plan().workElements();
            assertTrue(less < 0.7 * most, less + " of " + most + " elements");
        }
    }

    static Model model(double dropPath) {
        ModelSettings settings = new ModelSettings(
                32,
                8,
                2,
                ModelSettings.FfnLayer.MLP,
                4,
                16,
                32,
                3,
                4,
                4,
                2,
                false,
                false,
                false,
                TmoeLinear.InitMethod.BERT,
                dropPath,
                ModelSettings.Train.ADAPTERS);
        Model model = new Model(settings, TrackerSettings.published(), Optimizer::group);
        model.initialize(5);
        return model;
    }

    static TrainStep step(Model model, TrainSettings.Recompute recompute) {
        TrainSettings settings = TrainSettings.published().withBatch(BATCH).withRecompute(recompute);
        Optimizer optimizer = new Optimizer(model.weights(), OptimizerSettings.published());
        TrainStep step = new TrainStep(model, optimizer, LossSettings.published(), settings, new CpuBackend(2));
        for (int i = 0; i < 3; i++) {
            fill(step, "reference" + i, BATCH * 3 * 16 * 16);
        }
        for (int frame = 0; frame < TrainStep.SEARCH_FRAMES; frame++) {
            fill(step, "search" + frame, BATCH * 3 * 32 * 32);
            GoldenModel.fill(step.input(TrainStep.Program.UPDATE, "positive" + frame), 0, 1, 1);
            GoldenModel.fill(
                    step.input(TrainStep.Program.UPDATE, "box" + frame),
                    0.1f,
                    0.1f,
                    0.3f,
                    0.2f,
                    0.2f,
                    0.3f,
                    0.6f,
                    0.7f);
            GoldenModel.fill(step.input(TrainStep.Program.UPDATE, "positives" + frame), 2);
        }
        int kept = DropPath.subset(model.settings().dropPath(), BATCH);
        for (int branch = 0; kept > 0 && branch < step.branches(); branch++) {
            step.input(TrainStep.Program.UPDATE, "drop_path." + branch).set(ValueLayout.JAVA_INT, 0, branch % BATCH);
        }
        return step;
    }

    private static void fill(TrainStep step, String name, int count) {
        GoldenModel.fill(step.input(TrainStep.Program.UPDATE, name), GoldenValues.values(name, 2, 0, count));
    }
}
