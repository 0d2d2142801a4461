package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.world.Alone;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed while it wrote a black box, a checkpoint or an index goes on with the losses of one that was not. */
final class KilledRunTest {
    private static final int POISON_EVERY = 60;
    private static final int STEPS = 1200;
    /** So many files of boxes are indexed. */
    private static final int SEQUENCES = 500;

    @TempDir
    private Path folder;

    /** Dies in the middle of a run. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private static RunSettings settings(String data, int steps, int every) {
        RunSettings small = MixtureRunTest.settings(
                data, "train.batch=2", "train.steps=" + steps, "train.validate_every=" + every, "guard.skip_steps=100");
        return small.with("sampling.samples_per_epoch=1000");
    }

    /** Goes on with a run some of whose steps are spoiled. */
    private static void run(Path run, RunSettings settings, Consumer<TrainingEvent> events) {
        try (Trainer trainer = new Trainer(
                settings,
                new RunFolder(run),
                new CpuBackend(1),
                new Alone(),
                maker -> maker.changed((sample, number) -> {
                    if (number / 2 % POISON_EVERY == 4) {
                        sample.searches()[0][5] = Float.NaN;
                    }
                }))) {
            trainer.resume();
            trainer.run(events, () -> false);
        }
    }

    /** Halves of files are what such a death leaves; the step is made again, and so is its black box. */
    @Test
    void deathWhileABlackBoxAndACheckpointAreWrittenLeavesHalvesThatDoNoHarm() throws IOException {
        RunSettings settings = settings("synthetic:", 8, 3);
        Path whole = folder.resolve("whole");
        run(whole, settings, event -> {});
        Path box = Path.of("blackbox/step-5.safetensors");
        Path run = folder.resolve("run");
        assertThrows(
                Killed.class,
                () -> run(run, settings, event -> {
                    if (event instanceof TrainingEvent.Poisoned) {
                        throw new Killed();
                    }
                }));
        byte[] written = Files.readAllBytes(run.resolve(box));
        Files.delete(run.resolve(box));
        List<Path> halves = List.of(
                run.resolve("blackbox/.step-5.safetensors.1-2.tmp"),
                run.resolve("checkpoint/.state.safetensors.3-4.tmp"),
                run.resolve(".config.yaml.5-6.tmp"));
        for (Path half : halves) {
            Files.write(half, Arrays.copyOf(written, written.length / 2));
        }
        run(run, settings, event -> {});
        assertEquals(losses(whole), losses(run));
        assertEquals(8, losses(run).size());
        for (String file : List.of(box.toString(), "checkpoint/state.safetensors", "checkpoint/best.safetensors")) {
            assertEquals(-1, Files.mismatch(whole.resolve(file), run.resolve(file)), file);
        }
        for (Path half : halves) {
            assertFalse(Files.exists(half), half.toString());
        }
    }

    /** Where a process is killed. */
    private enum Moment {
        INDEX("set/.spmtrack"),
        BLACK_BOX("run/blackbox"),
        CHECKPOINT("run/checkpoint"),
        ANY("");

        private final String written;

        Moment(String written) {
            this.written = written;
        }
    }

    /** By hand with -Dkills=12: kills real processes; the folder is one of files, so that it has an index. */
    @Test
    @EnabledIfSystemProperty(named = "kills", matches = "\\d+")
    void killedAtManyMoments() throws Exception {
        Path set = folder.resolve("set");
        Path frames = Files.createDirectories(set.resolve("TRAIN_0/frames"));
        Path boxes = Files.createDirectories(set.resolve("TRAIN_0/anno"));
        Path pictures = MixtureRunTest.clip(folder.resolve("one"), "Ball");
        for (int i = 0; i < SEQUENCES; i++) {
            Files.createSymbolicLink(frames.resolve("Ball" + i), pictures);
            Files.copy(pictures.resolveSibling("groundtruth_rect.txt"), boxes.resolve("Ball" + i + ".txt"));
        }
        Path run = folder.resolve("run");
        Random random = new Random(8);
        Map<Moment, Integer> kills = new TreeMap<>();
        for (int i = 0; i < Integer.getInteger("kills"); i++) {
            Moment moment = Moment.values()[i % Moment.values().length];
            if (moment == Moment.INDEX) {
                forget(set.resolve(".spmtrack"));
            }
            Process process = OwnProcess.start(List.of(), KilledRunTest.class, folder.resolve("output"), folder);
            long until = System.nanoTime() + (long) (random.nextDouble(2, 20) * 1e9);
            boolean seen = false;
            while (process.isAlive() && !seen && System.nanoTime() < until) {
                seen = moment != Moment.ANY && writes(folder.resolve(moment.written));
            }
            process.destroyForcibly().waitFor();
            kills.merge(seen ? moment : Moment.ANY, 1, Integer::sum);
        }
        System.out.println("killed: " + kills + ", reached step " + losses(run).size());
        assertTrue(losses(run).size() < STEPS, "the run was over too soon");
        assertTrue(kills.containsKey(Moment.CHECKPOINT) && kills.containsKey(Moment.BLACK_BOX), kills.toString());
        main(new String[] {folder.toString()});
        Path whole = Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(whole.resolve("set"), set);
        main(new String[] {whole.toString()});
        assertEquals(losses(whole.resolve("run")), losses(run));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(run.resolve("checkpoint"), ".*.tmp")) {
            assertFalse(left.iterator().hasNext());
        }
    }

    /** The process that is killed. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        RunSettings settings = settings("trackingnet:" + folder.resolve("set") + "?split=train", STEPS, 25);
        TrainingData.index(settings, IndexWatcher.NONE);
        run(folder.resolve("run"), settings, event -> {});
    }

    private static boolean writes(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
            return files.iterator().hasNext();
        } catch (IOException absent) {
            return false;
        }
    }

    private static void forget(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Step and loss of each line of a log that is whole. */
    private static List<String> losses(Path run) throws IOException {
        List<String> losses = new ArrayList<>();
        Path log = run.resolve("log.jsonl");
        if (Files.exists(log)) {
            for (String line : Files.readAllLines(log)) {
                JsonNode event = line.endsWith("}") ? new ObjectMapper().readTree(line) : null;
                if (event != null && event.path("event").asText().equals("stepped")) {
                    losses.add(String.format(
                            Locale.ROOT, "%d %s", event.path("step").asInt(), event.path("loss")));
                }
            }
        }
        return losses;
    }
}
