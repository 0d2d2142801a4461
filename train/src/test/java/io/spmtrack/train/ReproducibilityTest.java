package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.spmtrack.engine.Floats;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.train.log.TrainingEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training is a function of its settings: the same bits from the same seed, whatever the number of threads. */
class ReproducibilityTest {
    private static final int STEPS = 4;

    @TempDir
    private Path folder;

    /** Losses and gradient norms of every step, and the weights at the end. */
    private record Run(List<Double> curve, Map<String, double[]> weights) {}

    @Test
    void oneThreadAndTwoGiveTheSameBits() {
        same(run("one", 1, 1, 7), run("two", 2, 2, 7));
    }

    @Test
    void theSameSeedGivesTheSameCurveAndAnotherOneAnother() {
        Run first = run("first", 2, 1, 7);
        same(first, run("second", 2, 1, 7));
        assertNotEquals(first.curve(), run("other", 2, 1, 8).curve());
    }

    private static void same(Run expected, Run actual) {
        assertEquals(expected.curve(), actual.curve());
        assertEquals(expected.weights().keySet(), actual.weights().keySet());
        expected.weights()
                .forEach((name, values) ->
                        assertArrayEquals(values, actual.weights().get(name), name));
    }

    private Run run(String name, int threads, int loaders, long seed) {
        List<Double> curve = new ArrayList<>();
        try (Trainer trainer =
                new Trainer(settings(loaders, seed), new RunFolder(folder.resolve(name)), new CpuBackend(threads))) {
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step) {
                            curve.add(step.loss());
                            curve.add(step.gradNorm());
                        }
                    },
                    () -> false);
            assertEquals(2 * STEPS, curve.size());
            Map<String, double[]> weights = new LinkedHashMap<>();
            trainer.model()
                    .weights()
                    .parameters()
                    .forEach((key, param) -> weights.put(key, Floats.of(param.segment())));
            return new Run(curve, weights);
        }
    }

    /** The sizes of the preset tiny with fewer blocks and samples, every adapter option that draws numbers included. */
    private static RunSettings settings(int loaders, long seed) {
        return settings(new TrainSettings(
                        3, 0, STEPS, 0, STEPS, 3, loaders, 3 * loaders, seed, TrainSettings.Recompute.NONE))
                .with("train.rollout=0.7");
    }

    static RunSettings settings(TrainSettings train) {
        RunSettings tiny = RunSettings.tiny();
        ModelSettings model = ModelSettings.base()
                .with(
                        "embed_dim=96",
                        "depth=2",
                        "num_heads=3",
                        "patch=12",
                        "template_size=48",
                        "search_size=96",
                        "r=8",
                        "alpha=8",
                        "expert_nums=2",
                        "drop_path=0.2",
                        "train=full");
        return tiny.with(model, train);
    }
}
