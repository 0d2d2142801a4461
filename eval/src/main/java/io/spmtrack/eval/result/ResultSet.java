package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.read.text.ZipArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The result files in a folder, or a zip: {@code NAME.txt} (csv, json), {@code NAME/NAME_001.txt} as GOT-10k and VOT lay
 * them out, or {@code NAME/NAME.txt}, at any depth. Files are read when asked for.
 */
public final class ResultSet {

    /** Deep enough for {@code all/results/TRACKER/DATASET/NAME/NAME_001.txt}. */
    private static final int DEPTH = 8;

    private static final int MAX_FILES = 1_000_000;

    private static final Comparator<ResultName> SHALLOW_FIRST =
            Comparator.<ResultName>comparingInt(name -> name.parents().size()).thenComparing(ResultName::file);

    private final Path path;
    private final boolean zip;
    /** File by folder of results by sequence. */
    private final Map<String, Map<String, String>> files = new LinkedHashMap<>();

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
        set.add(set.zip ? set.inZip() : set.inFolder());
        if (set.files.isEmpty()) {
            throw set.nothing();
        }
        return set;
    }

    private InputException nothing() {
        Optional<String> zipped = zip ? inner() : zips().stream().findFirst().map(Path::toString);
        String next = zip ? "; unpack it and name one of them, here " : "; name one of them, as in --results ";
        return new InputException(zipped.map(first -> path + ": holds zips, not result files" + next + first)
                .orElse(path + ": no result files found; looked for NAME.txt, NAME.csv, NAME.json and"
                        + " NAME/NAME_001.txt"));
    }

    private Optional<String> inner() {
        return inZip().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".zip"))
                .sorted()
                .findFirst();
    }

    private List<Path> zips() {
        try (Stream<Path> found = Files.walk(path, 2)) {
            return found.filter(file -> file.toString().matches("(?is).*\\.zip"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Names of the sequences there are results for. */
    public Collection<String> names() {
        return Collections.unmodifiableSet(files.keySet());
    }

    /** The folders, relative to this one, in which there are results for a sequence. */
    Set<String> folders(String name) {
        return Collections.unmodifiableSet(files.get(name).keySet());
    }

    /** A folder of results as one may name it. */
    String shown(String folder) {
        return folder.isEmpty() ? path.toString() : path + (zip ? "!" : "/") + folder;
    }

    /** One of the {@link #folders} as a path; empty in a zip. */
    Optional<Path> place(String folder) {
        return zip ? Optional.empty() : Optional.of(path.resolve(folder));
    }

    /** The file of a sequence in one of its {@link #folders} as one may name it. */
    String file(String name, String folder) {
        return path + (zip ? "!" : "/") + files.get(name).get(folder);
    }

    /** A name for the tracker: that of the folder or zip. */
    public String tracker() {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String name = last == null ? path.toString() : last.toString();
        return zip ? name.replaceFirst("(?i)\\.zip$", "") : name;
    }

    /**
     * Reads the first result of a sequence.
     *
     * @param name one of {@link #names()}
     * @throws InputException naming file and line of what is wrong
     */
    public SequenceResult read(String name) {
        if (!files.containsKey(name)) {
            throw new IllegalArgumentException("no results for " + name + " in " + path);
        }
        return read(name, folders(name).iterator().next());
    }

    /**
     * Reads all runs of a sequence: the first result and the files beside it that differ from it in their number alone.
     *
     * @throws InputException naming file and line of what is wrong, or two folders with results of the sequence
     */
    public List<SequenceResult> runs(String name) {
        if (folders(name).size() > 1) {
            throw OneTracker.several(this, List.copyOf(folders(name)));
        }
        List<SequenceResult> runs = new ArrayList<>(List.of(read(name)));
        String first = files.get(name).values().iterator().next();
        while (!zip && first.endsWith("_001.txt")) {
            String number = String.format(Locale.ROOT, "_%03d.txt", runs.size() + 1);
            Path next = path.resolve(first.replaceFirst("_001\\.txt$", number));
            if (!Files.exists(next)) {
                break;
            }
            runs.add(ResultFile.read(next, name));
        }
        return List.copyOf(runs);
    }

    /** The same from one of its {@link #folders}. */
    SequenceResult read(String name, String folder) {
        String file = files.get(name).get(folder);
        return zip ? readZip(file, name) : ResultFile.read(path.resolve(file), name);
    }

    private SequenceResult readZip(String entry, String name) {
        try (ZipArchive archive = ZipArchive.open(path);
                var in = archive.stream(entry)) {
            return ResultFile.parse(in.readNBytes(ResultFile.MAX_BYTES + 1), path + "!" + entry, name);
        } catch (IOException e) {
            throw ZipArchive.unreadable(path, e);
        }
    }

    private List<String> inFolder() {
        try (Stream<Path> found = Files.walk(path, DEPTH)) {
            return found.filter(Files::isRegularFile)
                    .limit(MAX_FILES)
                    .map(file -> path.relativize(file).toString())
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputException unreadable(IOException e) {
        return new InputException(path + ": not a readable folder of result files: " + e, e);
    }

    private List<String> inZip() {
        Pointer.refuse(path);
        try (ZipArchive archive = ZipArchive.open(path)) {
            return List.copyOf(archive.names());
        }
    }

    /** The first file of a sequence in a folder counts: repetition 001 before 002. */
    private void add(List<String> found) {
        List<ResultName> names = found.stream()
                .map(ResultName::of)
                .flatMap(Optional::stream)
                .sorted(SHALLOW_FIRST)
                .toList();
        Set<String> shared = shared(names);
        for (ResultName name : names) {
            boolean inOwn = name.own() || (name.alike() && !shared.contains(name.folder()));
            files.computeIfAbsent(name.sequence(), sequence -> new LinkedHashMap<>())
                    .putIfAbsent(name.holder(inOwn), name.file());
        }
    }

    /** Folders with results of several sequences: that one is called like the folder means nothing. */
    private static Set<String> shared(List<ResultName> names) {
        Map<String, Set<String>> byFolder = new HashMap<>();
        names.forEach(name -> byFolder.computeIfAbsent(name.folder(), folder -> new HashSet<>())
                .add(name.sequence()));
        return byFolder.entrySet().stream()
                .filter(folder -> folder.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
