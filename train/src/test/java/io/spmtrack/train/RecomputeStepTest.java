package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.OptimizerSettings;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
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
                TrainingSession plain = session(kept, TrainSettings.Recompute.NONE);
                TrainingSession frugal = session(again, TrainSettings.Recompute.BLOCK)) {
            for (int number = 0; number < 2; number++) {
                TrainingSession.Report expected = plain.update(number, 0, 1e-3);
                TrainingSession.Report actual = frugal.update(number, 0, 1e-3);
                assertEquals(expected.loss(), actual.loss(), "loss");
                assertEquals(expected.gradNorm(), actual.gradNorm(), "gradient norm");
            }
            for (Param parameter : kept.weights().parameters().values()) {
                MemorySegment other =
                        again.weights().find(parameter.name()).orElseThrow().segment();
                assertEquals(-1, parameter.segment().mismatch(other), parameter.name());
            }
            long most = elements(kept, TrainSettings.Recompute.NONE);
            long less = elements(again, TrainSettings.Recompute.BLOCK);
            assertTrue(less < 0.7 * most, less + " of " + most + " elements");
        }
    }

    static Model model(double dropPath, String... more) {
        ModelSettings settings = ModelSettings.base()
                .with(
                        "embed_dim=32",
                        "depth=8",
                        "num_heads=2",
                        "patch=4",
                        "template_size=16",
                        "search_size=32",
                        "r=4",
                        "alpha=4",
                        "expert_nums=2",
                        "drop_path=" + dropPath)
                .with(more);
        Model model = new Model(settings, TrackerSettings.published(), Optimizer::group);
        model.initialize(5);
        return model;
    }

    /** Temporaries of the gradient. */
    private static long elements(Model model, TrainSettings.Recompute recompute) {
        Optimizer optimizer = new Optimizer(model.weights(), OptimizerSettings.published());
        return TrainingProgram.record(model, optimizer, Optional.empty(), settings(recompute))
                .compile(new CpuBackend(1))
                .get("gradient")
                .workElements();
    }

    static TrainSettings settings(TrainSettings.Recompute recompute) {
        return TrainSettings.published().withBatch(BATCH).withRecompute(recompute);
    }

    static TrainingSession session(Model model, TrainSettings.Recompute recompute) {
        Optimizer optimizer = new Optimizer(model.weights(), OptimizerSettings.published());
        TrainingSession session =
                new TrainingSession(model, optimizer, LossSettings.published(), settings(recompute), new CpuBackend(2));
        fill(session.batch());
        return session;
    }

    /** Two samples. */
    static void fill(BatchInputs<MemorySegment> batch) {
        for (int i = 0; i < batch.references().size(); i++) {
            fill(batch.references().get(i), "reference" + i);
        }
        for (int frame = 0; frame < batch.searches().size(); frame++) {
            fill(batch.searches().get(frame), "search" + frame);
            GoldenModel.fill(batch.positives().get(frame), 0, 1, 1);
            GoldenModel.fill(batch.boxes().get(frame), 0.1f, 0.1f, 0.3f, 0.2f, 0.2f, 0.3f, 0.6f, 0.7f);
            GoldenModel.fill(batch.counts().get(frame), 2);
        }
    }

    static void fill(MemorySegment input, String name) {
        int count = Math.toIntExact(input.byteSize() / Float.BYTES);
        GoldenModel.fill(input, GoldenValues.values(name, 2, 0, count));
    }
}
