package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The result files of one tracker: a folder, or a zip, of {@code NAME.txt} (csv, json), of {@code NAME/NAME_001.txt} as
 * GOT-10k and VOT lay them out, or of {@code NAME/NAME.txt}. Files are read when asked for.
 */
public final class ResultSet {

    /** Deep enough for {@code results/TRACKER/NAME/NAME_001.txt}. */
    private static final int DEPTH = 4;

    private static final int MAX_FILES = 1_000_000;

    private static final Comparator<String> SHALLOW_FIRST = Comparator.<String>comparingLong(
                    file -> file.chars().filter(c -> c == '/' || c == '\\').count())
            .thenComparing(Comparator.naturalOrder());

    private final Path path;
    private final boolean zip;
    private final Map<String, String> entries = new LinkedHashMap<>();

    private ResultSet(Path path, boolean zip) {
        this.path = path;
        this.zip = zip;
    }

    /**
     * Finds the files.
     *
     * @throws InputException if there is no such folder or zip, or it holds no result files
     */
    public static ResultSet open(Path path) {
        if (!Files.exists(path)) {
            throw new InputException(path + ": no such folder or zip of result files; check --results");
        }
        ResultSet set = new ResultSet(path, Files.isRegularFile(path));
        try {
            if (set.zip) {
                set.listZip();
            } else {
                set.listFolder();
            }
        } catch (IOException e) {
            throw new InputException(path + ": not a readable folder or zip of result files: " + e, e);
        }
        if (set.entries.isEmpty()) {
            throw new InputException(path + ": no result files found; looked for NAME.txt, NAME.csv, NAME.json and"
                    + " NAME/NAME_001.txt");
        }
        return set;
    }

    /** Names of the sequences there are results for. */
    public Collection<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** A name for the tracker: that of the folder or zip. */
    public String tracker() {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String name = last == null ? path.toString() : last.toString();
        return zip ? name.replaceFirst("(?i)\\.zip$", "") : name;
    }

    /**
     * Reads one result.
     *
     * @param name one of {@link #names()}
     * @throws InputException naming file and line of what is wrong
     */
    public SequenceResult read(String name) {
        String entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no results for " + name + " in " + path);
        }
        return zip ? readZip(entry, name) : ResultFile.read(path.resolve(entry), name);
    }

    private SequenceResult readZip(String entry, String name) {
        String shown = path + "!" + entry;
        try (ZipFile file = new ZipFile(path.toFile())) {
            try (var in = file.getInputStream(file.getEntry(entry))) {
                return ResultFile.parse(in.readNBytes(ResultFile.MAX_BYTES + 1), shown, name);
            }
        } catch (IOException e) {
            throw new InputException(shown + ": cannot be read: " + e + "; fetch the zip again", e);
        }
    }

    private void listFolder() throws IOException {
        try (Stream<Path> files = Files.walk(path, DEPTH)) {
            files.filter(Files::isRegularFile)
                    .limit(MAX_FILES)
                    .map(file -> path.relativize(file).toString())
                    .sorted(SHALLOW_FIRST)
                    .forEach(this::add);
        }
    }

    private void listZip() throws IOException {
        try (ZipFile file = new ZipFile(path.toFile())) {
            file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .limit(MAX_FILES)
                    .map(ZipEntry::getName)
                    .sorted(SHALLOW_FIRST)
                    .forEach(this::add);
        }
    }

    /** The first file of a sequence counts: repetition 001 before 002. */
    private void add(String file) {
        ResultName.of(file).ifPresent(name -> entries.putIfAbsent(name, file));
    }
}
