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
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed while it wrote a black box, a checkpoint or an index goes on with the losses of one that was not. */
final class KilledRunTest {
    private static final int POISON_EVERY = 60;
    private static final int STEPS = 600;
    /** So many files of boxes are indexed. */
    private static final int SEQUENCES = 500;
    /** For processes that live some seconds. */
    private static final List<String> SHORT = List.of("-XX:CompilationMode=default", "-XX:CompileThresholdScaling=4");

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

    /** When a process is killed: while a file appears in some folder, or soon after the run's log has changed. */
    private enum Moment {
        INDEX("set/.spmtrack"),
        BLACK_BOX("run/blackbox"),
        CHECKPOINT("run/checkpoint"),
        STEP("run/log.jsonl");

        private final String path;

        Moment(String path) {
            this.path = path;
        }
    }

    /** By hand with -Dkills=12: kills real processes; the data are files, so that they have an index. */
    @Test
    @EnabledIfSystemProperty(named = "kills", matches = "\\d+")
    void killedAtManyMoments() throws Exception {
        Path set = indexed();
        Path run = folder.resolve("run");
        Random random = new Random(8);
        for (int i = 0; i < Integer.getInteger("kills"); i++) {
            Moment moment = Moment.values()[i % Moment.values().length];
            if (moment == Moment.INDEX) {
                forget(folder.resolve(moment.path));
            }
            Process process = OwnProcess.start(SHORT, KilledRunTest.class, folder.resolve("output"), folder);
            await(moment, process, random);
            process.destroyForcibly().waitFor();
            System.out.println("killed: " + moment + " at step " + losses(run).size());
        }
        assertTrue(losses(run).size() < STEPS, "the run was over too soon");
        main(new String[] {folder.toString()});
        Path whole = Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(whole.resolve("set"), set);
        main(new String[] {whole.toString()});
        assertEquals(STEPS, losses(run).size());
        assertEquals(losses(whole.resolve("run")), losses(run));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(run.resolve("checkpoint"), ".*.tmp")) {
            assertFalse(left.iterator().hasNext());
        }
    }

    /** A set of many files in TrackingNet's layout. */
    private Path indexed() throws IOException {
        Path set = folder.resolve("set");
        Path frames = Files.createDirectories(set.resolve("TRAIN_0/frames"));
        Path boxes = Files.createDirectories(set.resolve("TRAIN_0/anno"));
        Path pictures = MixtureRunTest.clip(folder.resolve("one"), "Ball");
        for (int i = 0; i < SEQUENCES; i++) {
            Files.createSymbolicLink(frames.resolve("Ball" + i), pictures);
            Files.copy(pictures.resolveSibling("groundtruth_rect.txt"), boxes.resolve("Ball" + i + ".txt"));
        }
        return set;
    }

    /** Returns when it has come, in case of files for up to the third time, and a little later. */
    private void await(Moment moment, Process process, Random random) throws IOException, InterruptedException {
        Path path = folder.resolve(moment.path);
        int times = moment == Moment.INDEX ? 1 : random.nextInt(1, 4);
        Set<Path> seen = new HashSet<>();
        FileTime before = changed(path);
        while (moment == Moment.STEP ? changed(path).equals(before) : seen.size() < times) {
            assertTrue(process.isAlive(), () -> "ended before " + moment);
            seen.addAll(written(path));
        }
        Thread.sleep(moment == Moment.STEP ? random.nextInt(400) : random.nextInt(3));
    }

    private static FileTime changed(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    }

    private static List<Path> written(Path folder) {
        List<Path> written = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
            files.forEach(written::add);
        } catch (IOException absent) {
            return List.of();
        }
        return written;
    }

    /** The process that is killed. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        RunSettings settings = settings("trackingnet:" + folder.resolve("set") + "?split=train", STEPS, 25);
        TrainingData.index(settings, IndexWatcher.NONE);
        run(folder.resolve("run"), settings, event -> {});
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
