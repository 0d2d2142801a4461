package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.world.Alone;
import io.spmtrack.train.world.ThreadWorld;
import io.spmtrack.train.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The number of ranks changes no bit of a run: ranks are threads here, processes in the command line's tests. {@code -Dranks=full}
 * trains the preset tiny.
 */
class RanksTest {
    private static final boolean FULL = System.getProperty("ranks", "").equals("full");
    private static final int STEPS = FULL ? 20 : 6;
    private static final String STATE = "checkpoint/state.safetensors";

    @TempDir
    private Path folder;

    private static RunSettings run() {
        return FULL
                ? RunSettings.tiny()
                        .with("train.steps=" + STEPS, "train.batch=8", "train.micro=2", "train.validate_every=10")
                : settings(8, 2).with("train.rollout=0.7");
    }

    private static RunSettings settings(int batch, int micro) {
        return ReproducibilityTest.settings(
                new TrainSettings(batch, micro, STEPS, 0, 3, 3 * batch, 1, 2, 7, TrainSettings.Recompute.NONE));
    }

    /** Trains on where the run is; the last rank is asked to stop after some steps. */
    private static void train(World world, Path run, int until) {
        try (Trainer trainer = new Trainer(run(), new RunFolder(run), new CpuBackend(1), world)) {
            trainer.resume();
            int stopsAt = world.rank() == world.size() - 1 ? until : STEPS;
            trainer.run(event -> {}, () -> trainer.done() >= stopsAt);
            assertEquals(until, trainer.done(), "steps of rank " + world.rank());
        }
    }

    /** Weights, moments and losses. */
    private static void same(Path expected, Path actual) throws IOException {
        assertEquals(losses(expected), losses(actual));
        assertEquals(
                STEPS,
                losses(actual).stream().filter(line -> line.contains("stepped")).count());
        assertArrayEquals(Files.readAllBytes(expected.resolve(STATE)), Files.readAllBytes(actual.resolve(STATE)));
    }

    /** Lines of the log without the times a step took. */
    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("log.jsonl")).stream()
                .filter(line -> !line.contains("\"saved\""))
                .map(line -> line.replaceAll(",\"(milliseconds|data_wait)\":[^,}]*", ""))
                .toList();
    }

    @Test
    void oneTwoAndFourRanksWriteTheSameBytes() throws Exception {
        Path alone = folder.resolve("alone");
        train(new Alone(), alone, STEPS);
        for (int ranks : new int[] {2, 4}) {
            Path several = folder.resolve("of" + ranks);
            ThreadWorld.run(ranks, world -> train(world, several, STEPS));
            same(alone, several);
        }
    }

    /** One rank is asked to stop, and all do, at the same step; then others go on. */
    @Test
    void aRunGoesOnWithAnyNumberOfRanks() throws Exception {
        Path whole = folder.resolve("whole");
        train(new Alone(), whole, STEPS);
        Path parts = folder.resolve("parts");
        ThreadWorld.run(2, world -> train(world, parts, STEPS / 3));
        train(new Alone(), parts, 2 * STEPS / 3);
        ThreadWorld.run(4, world -> train(world, parts, STEPS));
        same(whole, parts);
    }

    @Test
    void aFileStopsAllRanks() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("file"));
        ThreadWorld.run(2, world -> {
            try (Trainer trainer = new Trainer(settings(4, 1), run, new CpuBackend(1), world)) {
                trainer.run(
                        event -> {
                            if (event instanceof TrainingEvent.Stepped step && step.step() == 2 && world.writes()) {
                                touch(run.stop());
                            }
                        },
                        () -> false);
                assertEquals(2, trainer.done());
            }
        });
        assertFalse(Files.exists(run.stop()), "the wish is fulfilled");
        assertTrue(Files.exists(run.state()));
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ranksWithOtherWeightsAreRefused() {
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class,
                () -> ThreadWorld.run(2, world -> {
                    RunFolder run = new RunFolder(folder.resolve("other"));
                    try (Trainer trainer = new Trainer(settings(4, 1), run, new CpuBackend(1), world)) {
                        if (world.rank() == 1) {
                            trainer.model().initialize(8);
                        }
                        trainer.run(event -> {}, () -> false);
                    }
                }));
        assertTrue(
                refusal.getMessage().startsWith("rank 1 has other weights after step 0 than rank 0"),
                refusal.getMessage());
    }

    @Test
    void aBatchThatCannotBeDealtNamesTheNumbersOfRanks() {
        InputException refusal = assertThrows(
                InputException.class, () -> BatchShare.of(settings(12, 1).train(), 0, 2));
        assertTrue(refusal.getMessage().contains("start 1 or 3 or 6 or 12 ranks"), refusal.getMessage());
        InputException whole = assertThrows(
                InputException.class, () -> BatchShare.of(settings(12, 0).train(), 0, 2));
        assertTrue(whole.getMessage().contains("1 micro-batch for 2 ranks"), whole.getMessage());
    }
}
