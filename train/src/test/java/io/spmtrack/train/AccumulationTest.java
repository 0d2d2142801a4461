package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.optimizer.GradientSum;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.OptimizerSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of micro-batches add up to that of their batch, in an order that is fixed. */
class AccumulationTest {
    private static final int SIZE = 37;

    @TempDir
    private Path folder;

    private record Weights(Param weights) implements Module {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 7, 8, 13})
    void theSumIsATreeOfPairs(int batches) {
        Backend backend = new CpuBackend(1);
        try (ParamStore store = new ParamStore(new Weights(Param.trained(Init.zeros(), SIZE)))) {
            Optimizer optimizer = new Optimizer(store, OptimizerSettings.published(), GradientSum.levels(batches));
            GradientSum sum = GradientSum.record(optimizer);
            List<Program> programs = new ArrayList<>(sum.putAside());
            programs.addAll(sum.add());
            MemorySegment gradient = optimizer.gradients().getFirst().segment();
            try (Session session = backend.load(Compiler.compile(programs, backend))) {
                for (int number = 0; number < batches; number++) {
                    for (int i = 0; i < SIZE; i++) {
                        gradient.setAtIndex(ValueLayout.JAVA_FLOAT, i, term(number, i));
                    }
                    sum.run(session, number, number == batches - 1);
                }
            }
            for (int i = 0; i < SIZE; i++) {
                assertEquals(tree(0, batches, i), gradient.getAtIndex(ValueLayout.JAVA_FLOAT, i));
            }
        }
    }

    /** Terms of very different sizes, so that another order would round differently. */
    private static float term(int number, int i) {
        Philox.Stream random = new Philox.Stream(number, i);
        return (float) (random.normal() * Math.pow(10, 6 * random.uniform()));
    }

    /** Splits off the largest power of two that is not all. */
    private static float tree(int from, int count, int i) {
        if (count == 1) {
            return term(from, i);
        }
        int left = Integer.highestOneBit(count - 1);
        return tree(from, left, i) + tree(from + left, count - left, i);
    }

    @Test
    void microBatchesGiveTheStepOfTheirBatch() {
        List<TrainingEvent.Stepped> whole = steps(0);
        List<TrainingEvent.Stepped> halves = steps(2);
        for (int i = 0; i < whole.size(); i++) {
            assertEquals(
                    whole.get(i).loss(),
                    halves.get(i).loss(),
                    1e-5 * whole.get(i).loss(),
                    "loss");
            assertEquals(
                    whole.get(i).gradNorm(),
                    halves.get(i).gradNorm(),
                    1e-4 * whole.get(i).gradNorm(),
                    "norm");
        }
    }

    private List<TrainingEvent.Stepped> steps(int micro) {
        TrainSettings train = new TrainSettings(4, micro, 3, 0, 3, 4, 1, 0, 7, TrainSettings.Recompute.NONE);
        RunSettings tiny = RunSettings.tiny();
        RunSettings settings = tiny.with(tiny.model(), train);
        List<TrainingEvent.Stepped> steps = new ArrayList<>();
        RunFolder run = new RunFolder(folder.resolve("micro" + micro));
        try (Trainer trainer = new Trainer(settings, run, new CpuBackend(2))) {
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step) {
                            steps.add(step);
                        }
                    },
                    () -> false);
        }
        return steps;
    }
}
