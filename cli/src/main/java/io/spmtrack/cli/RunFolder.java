package io.spmtrack.cli;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The folder of a training run; {@code config.yaml} is what marks a folder as one. */
record RunFolder(Path path) {
    private static final Path RUNS = Path.of("runs");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** Where a run goes that names no folder. */
    static RunFolder fresh(String preset) {
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
    static RunFolder unused(Path path) {
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

    /** Whether it holds nothing but what a run makes that was killed before its first line: an empty folder for checkpoints. */
    private static boolean empty(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> content = Files.walk(path, 2)) {
            return content.allMatch(each -> each.equals(path) || each.equals(path.resolve("checkpoint")));
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e + "; choose another --out", e);
        }
    }

    /** @throws InputException if the folder holds no run */
    static RunFolder existing(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isRegularFile(folder.config())) {
            throw new InputException(path + ": holds no run (no config.yaml); name the folder of a run");
        }
        return folder;
    }

    /** @throws InputException if there is none under {@code runs} */
    static RunFolder newest() {
        return newest(
                folder -> true, "runs: no run to continue in this folder; name one with --resume DIR or start one");
    }

    /** The best weights of the newest run that has any. */
    static Path newestWeights() {
        return newest(
                        folder -> Files.isRegularFile(folder.best()),
                        "no weights: there is no trained run under runs; train one, or name a file with --weights")
                .best();
    }

    private static RunFolder newest(Predicate<RunFolder> wanted, String otherwise) {
        if (!Files.isDirectory(RUNS)) {
            throw new InputException(otherwise);
        }
        try (Stream<Path> runs = Files.list(RUNS)) {
            return runs.map(RunFolder::new)
                    .filter(folder -> Files.isRegularFile(folder.config()))
                    .filter(wanted)
                    .max(Comparator.comparingLong(RunFolder::changed).thenComparing(RunFolder::path))
                    .orElseThrow(() -> new InputException(otherwise));
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
    String typed() {
        String word = path.toString();
        return word.matches("[\\w./:\\\\+=@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    Path config() {
        return path.resolve("config.yaml");
    }

    Path provenance() {
        return path.resolve("provenance.json");
    }

    Path log() {
        return path.resolve("log.jsonl");
    }

    Path best() {
        return path.resolve("checkpoint").resolve("best.safetensors");
    }

    /** All that is needed to continue; absent before the first checkpoint. */
    Path state() {
        return path.resolve("checkpoint").resolve("state.safetensors");
    }

    Path eval() {
        return path.resolve("eval");
    }

    Path report() {
        return path.resolve("report.html");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
