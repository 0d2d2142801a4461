package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Floats;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.weights.ModelFile;
import io.spmtrack.train.log.LayerLoad;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.world.Alone;
import io.spmtrack.train.world.ThreadWorld;
import io.spmtrack.train.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lion, averaged weights and kept checkpoints: no bit depends on stops and ranks, and averages are what they are called. */
class RecipeTest {
    private static final int STEPS = 6;
    private static final double DECAY = 0.9;

    @TempDir
    private Path folder;

    private static RunSettings settings(String... more) {
        String[] rows = Stream.concat(
                        Stream.of(
                                "train.batch=4",
                                "train.micro=1",
                                "train.steps=" + STEPS,
                                "train.validate_every=1",
                                "train.validation_samples=4",
                                "train.ema=" + DECAY,
                                "train.keep_last=2",
                                "train.keep_best=1",
                                "train.track_every=1",
                                "train.track_sequences=3",
                                "train.track_frames=4",
                                "sampling.samples_per_epoch=8",
                                "optimizer.kind=lion",
                                "optimizer.beta2=0.99"),
                        Arrays.stream(more))
                .toArray(String[]::new);
        return ReproducibilityTest.settings(TrainSettings.published()).with(rows);
    }

    private static List<TrainingEvent> train(World world, Path run, int until) {
        List<TrainingEvent> events = new ArrayList<>();
        try (Trainer trainer = new Trainer(settings(), new RunFolder(run), new CpuBackend(1), world)) {
            trainer.resume();
            trainer.run(events::add, () -> until < STEPS && trainer.done() >= until);
            assertEquals(until, trainer.done());
        }
        return events;
    }

    @Test
    void stopsAndRanksChangeNoBit() throws Exception {
        Path whole = folder.resolve("whole");
        List<TrainingEvent> events = train(new Alone(), whole, STEPS);
        Path parts = folder.resolve("parts");
        ThreadWorld.run(2, world -> train(world, parts, 2));
        train(new Alone(), parts, 3);
        ThreadWorld.run(2, world -> train(world, parts, STEPS));
        List<String> files = files(whole);
        assertEquals(files, files(parts));
        for (String file : files) {
            assertArrayEquals(
                    Files.readAllBytes(whole.resolve("checkpoint").resolve(file)),
                    Files.readAllBytes(parts.resolve("checkpoint").resolve(file)),
                    file);
        }
        keptAreTheLatestAndTheBest(events, files);
        assertEquals(tests(whole), tests(parts));
        List<TrainingEvent.Tracked> tests = events.stream()
                .filter(TrainingEvent.Tracked.class::isInstance)
                .map(TrainingEvent.Tracked.class::cast)
                .toList();
        assertEquals(
                List.of(2L, 4L, 6L),
                tests.stream().map(TrainingEvent.Tracked::step).toList());
        for (TrainingEvent.Tracked test : tests) {
            assertEquals(3, test.sequences());
            assertTrue(test.overlap() > 0 && test.overlap() <= 1, test::toString);
            assertFalse(test.experts().isEmpty());
            for (LayerLoad load : test.experts()) {
                assertEquals(1, load.shares().stream().mapToDouble(each -> each).sum(), 1e-5, load.layer());
            }
        }
    }

    private static void keptAreTheLatestAndTheBest(List<TrainingEvent> events, List<String> files) {
        TrainingEvent.Validated best = events.stream()
                .filter(TrainingEvent.Validated.class::isInstance)
                .map(TrainingEvent.Validated.class::cast)
                .reduce((one, other) -> other.box() < one.box() ? other : one)
                .orElseThrow();
        List<String> expected = Stream.of(best.step(), STEPS - 1L, (long) STEPS)
                .distinct()
                .flatMap(step -> Stream.of("average-step-0000000%d.safetensors", "step-0000000%d.safetensors")
                        .map(name -> name.formatted(step)))
                .sorted()
                .toList();
        assertEquals(
                expected, files.stream().filter(file -> file.contains("step")).toList());
        assertTrue(files.containsAll(List.of(
                "average-best.safetensors", "average-last.safetensors", "best.safetensors", "last.safetensors")));
    }

    /** Lines of the log about tracking tests, without how long they took. */
    private static List<String> tests(Path run) throws IOException {
        return Files.readAllLines(run.resolve("log.jsonl")).stream()
                .filter(line -> line.contains("\"tracked\""))
                .map(line -> line.replaceAll("\"seconds\":[^,}]*", ""))
                .toList();
    }

    private static List<String> files(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoint"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** From the weights of each step, written out in doubles; a step that is not finite counts for nothing. */
    @Test
    void averagesAreThoseOfTheWeightsAfterEachStep() {
        RunFolder run = new RunFolder(folder.resolve("averaged"));
        List<double[]> weights = new ArrayList<>();
        try (Trainer trainer = new Trainer(
                settings("train.keep_last=0", "train.keep_best=0", "train.track_every=0"), run, new CpuBackend(1))) {
            weights.add(all(trainer.model()));
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped) {
                            weights.add(all(trainer.model()));
                        }
                    },
                    () -> false);
        }
        double[] mean = weights.getFirst().clone();
        for (int step = 1; step <= STEPS; step++) {
            double decay = Math.min(DECAY, (1.0 + step) / (10.0 + step));
            for (int i = 0; i < mean.length; i++) {
                mean[i] = decay * mean[i] + (1 - decay) * weights.get(step)[i];
            }
        }
        assertNotEquals(weights.getLast()[0], mean[0]);
        try (Model averaged = ModelFile.load(run.lastAverage());
                Model last = ModelFile.load(run.path().resolve("checkpoint/last.safetensors"))) {
            assertArrayEquals(mean, all(averaged), STEPS * 2 * Math.ulp(2f));
            assertArrayEquals(weights.getLast(), all(last));
        }
    }

    private static double[] all(Model model) {
        return model.weights().parameters().values().stream()
                .flatMapToDouble(parameter -> Arrays.stream(Floats.of(parameter.segment())))
                .toArray();
    }

    @Test
    void otherRulesAndDecaysAreOtherRuns() {
        Path run = folder.resolve("run");
        train(new Alone(), run, 1);
        for (String row : List.of("optimizer.kind=adamw", "train.ema=0.8")) {
            try (Trainer trainer = new Trainer(settings(row), new RunFolder(run), new CpuBackend(1))) {
                String refusal =
                        assertThrows(InputException.class, trainer::resume).getMessage();
                assertTrue(refusal.contains("was made with " + row.substring(0, row.indexOf('='))), refusal);
            }
        }
    }
}
