package io.spmtrack.train;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.AtomicFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.weights.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder of a training run; {@code config.yaml} is what marks a folder as one. It holds {@code log.jsonl}, TensorBoard's event file
 * and files of weights in {@code checkpoint}: {@code state.safetensors} to go on from, {@code last.safetensors} and
 * {@code best.safetensors} to track with, and where asked for averaged weights and those of earlier validations. Each is written whole or
 * not at all. Where a second modality is added to a frozen tracker, that tracker lies there once, and the weights to track with hold what
 * was added.
 */
public record RunFolder(Path path) {
    private static final Path RUNS = Path.of("runs");
    private static final String LOCK = "lock";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** Where a run goes that names no folder. */
    public static RunFolder fresh(String preset) {
        String name = preset.replace(',', '-') + "-"
                + LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        Path path = RUNS.resolve(name);
        for (int i = 2; Files.exists(path); i++) {
            path = RUNS.resolve(name + "-" + i);
        }
        return new RunFolder(path);
    }

    /**
     * A folder for a new run.
     *
     * @throws InputException if it holds anything, a run or something else
     */
    public static RunFolder unused(Path path) {
        RunFolder folder = new RunFolder(path);
        if (Files.exists(folder.config())) {
            throw new InputException(path + ": holds a run already; continue it with --resume " + folder.typed()
                    + " or choose another --out");
        }
        if (Files.exists(path) && !empty(path)) {
            throw new InputException(path + ": is not empty and holds no run; choose another --out");
        }
        return folder;
    }

    /** Whether it holds nothing but what a run makes that was killed before its first line: a lock, an empty folder for checkpoints. */
    private static boolean empty(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> content = Files.walk(path, 2)) {
            return content.allMatch(each ->
                    each.equals(path) || each.equals(path.resolve(LOCK)) || each.equals(path.resolve("checkpoint")));
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e + "; choose another --out", e);
        }
    }

    /**
     * A run that is there.
     *
     * @throws InputException if the folder holds no run
     */
    public static RunFolder existing(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isRegularFile(folder.config())) {
            throw new InputException(path + ": holds no run (no config.yaml); name the folder of a run");
        }
        return folder;
    }

    /**
     * The run in which something was done last.
     *
     * @throws InputException if there is none under {@code runs}
     */
    public static RunFolder newest() {
        return newest(folder -> true)
                .orElseThrow(() -> new InputException(
                        "runs: no run to continue in this folder; name one with --resume DIR or start one"));
    }

    /** The best weights of the newest run that has any. */
    public static Optional<Path> newestWeights() {
        return newest(folder -> Files.isRegularFile(folder.best())).map(RunFolder::best);
    }

    private static Optional<RunFolder> newest(Predicate<RunFolder> wanted) {
        if (!Files.isDirectory(RUNS)) {
            return Optional.empty();
        }
        try (Stream<Path> runs = Files.list(RUNS)) {
            return runs.map(RunFolder::new)
                    .filter(folder -> Files.isRegularFile(folder.config()))
                    .filter(wanted)
                    .max(Comparator.comparingLong(RunFolder::changed).thenComparing(RunFolder::path));
        } catch (IOException e) {
            throw new InputException(RUNS + ": cannot be read: " + e, e);
        }
    }

    /** When something was last done in it. */
    private long changed() {
        try {
            Path seen = Files.exists(log()) ? log() : config();
            return Files.getLastModifiedTime(seen).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path as one word of a command line. */
    public String typed() {
        return typed(path);
    }

    private static String typed(Path path) {
        String word = path.toString();
        return word.matches("[\\w./:\\\\+=@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    public Path config() {
        return path.resolve("config.yaml");
    }

    public Path provenance() {
        return path.resolve("provenance.json");
    }

    public Path log() {
        return path.resolve("log.jsonl");
    }

    /**
     * The weights to track with: of the lowest box loss in validation, or the last where there is none. They are saved before the
     * state, so a run that has a state has these.
     */
    public Path best() {
        return checkpoint().resolve("best.safetensors");
    }

    /** The last weights. */
    Path last() {
        return checkpoint().resolve("last.safetensors");
    }

    /** The averaged weights of the lowest box loss in validation; absent without {@code train.ema}. */
    public Path bestAverage() {
        return checkpoint().resolve("average-best.safetensors");
    }

    /** The last averaged weights. */
    Path lastAverage() {
        return checkpoint().resolve("average-last.safetensors");
    }

    /** The tracker that a second modality is added to; there only in such runs. */
    public Path tracker() {
        return ModelFile.tracker(checkpoint());
    }

    /** Keeps the tracker that stays as it is. */
    void keepTracker(Model tracker) {
        ModelFile.save(tracker(), tracker);
    }

    void saveWeights(Path file, Model model) {
        if (Files.exists(tracker())) {
            ModelFile.saveAdded(file, model);
        } else {
            ModelFile.save(file, model);
        }
    }

    Path checkpoint() {
        return path.resolve("checkpoint");
    }

    /** All that is needed to continue; absent before the first checkpoint. */
    public Path state() {
        return checkpoint().resolve("state.safetensors");
    }

    private Path blackBoxes() {
        return path.resolve("blackbox");
    }

    /** Where what a step depends on is kept if its loss or gradient was not finite; steps are counted from 1. */
    Path blackBox(long step) {
        Path file = blackBoxes().resolve("step-" + step + ".safetensors");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new InputException(file + ": its folder cannot be created: " + e.getMessage(), e);
        }
        return file;
    }

    /**
     * Makes the folder and keeps it for this process, until the channel is closed or the process ends; then removes what a killed run was
     * writing there: as large as a checkpoint each.
     *
     * @throws InputException if another process trains in it, or it cannot be written
     */
    FileChannel take() {
        try {
            Files.createDirectories(checkpoint());
            FileChannel lock =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(lock)) {
                lock.close();
                throw new InputException(
                        path + ": another process trains in this folder; wait for its end, or end it with"
                                + " Ctrl-C or  touch " + typed(stop()));
            }
            List.of(path, checkpoint(), blackBoxes()).forEach(AtomicFile::removeLeftOvers);
            return lock;
        } catch (IOException e) {
            throw new InputException(path + ": cannot be created: " + e.getMessage(), e);
        }
    }

    /** Also where the file system knows no locks. */
    private static boolean isLocked(FileChannel lock) {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Reads the run's state into weights and moments; without one the run is at its start, and they stay as they are.
     *
     * @param settings what must be as it was, see {@link TrainingState#save}
     * @throws InputException if the state is damaged, of other settings, or gone while weights of the run are still there
     */
    TrainingState resume(Map<String, Param> parameters, RunSettings settings) {
        if (Files.exists(state())) {
            return TrainingState.load(state(), parameters, settings);
        }
        if (Files.exists(last())) {
            throw new InputException(
                    state() + ": is missing, and starting again would replace the weights beside it; put it"
                            + " back, or start a new run in another folder");
        }
        return TrainingState.START;
    }

    /** Saves all that is needed to go on, and then the last weights: where those are, there was a state. */
    void save(TrainingState state, Map<String, Param> parameters, RunSettings settings, Model model) {
        state.save(state(), parameters, settings);
        saveWeights(last(), model);
    }

    /** A file whose appearance ends the run after the step it is in. */
    public Path stop() {
        return path.resolve("stop");
    }

    /** Whether somebody wants the run to end. */
    boolean wantsStop() {
        return Files.exists(stop());
    }

    /** That wish is fulfilled, or of an earlier run. */
    void forgetStop() {
        try {
            Files.deleteIfExists(stop());
        } catch (IOException e) {
            throw new InputException(stop() + ": cannot be removed: " + e + "; remove it, or the run ends at once", e);
        }
    }

    public Path eval() {
        return path.resolve("eval");
    }

    public Path report() {
        return path.resolve("report.html");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
