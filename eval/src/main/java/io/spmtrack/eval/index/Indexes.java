package io.spmtrack.eval.index;

import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.text.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the index of a data set, or builds it: in the set's own folder, in {@code .spmtrack}, or where that cannot be written in the
 * user's cache folder.
 */
public final class Indexes {
    private static final String OWN = ".spmtrack";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private Indexes() {}

    /**
     * The entries of a data set from its index; without any place to write one they are read directly.
     *
     * @param files the state of the set that the index must be of
     * @param entries reads the data set itself
     */
    public static List<Entry> entries(
            Reading reading, Fingerprint files, Supplier<List<Entry>> entries, IndexWatcher watcher) {
        return entries(places(reading), reading, files, entries, watcher);
    }

    static List<Entry> entries(
            List<Path> places,
            Reading reading,
            Fingerprint files,
            Supplier<List<Entry>> entries,
            IndexWatcher watcher) {
        Path root = root(reading.path());
        Optional<IndexFile> known = places.stream()
                .flatMap(place -> IndexFile.open(place, files).stream())
                .findFirst();
        if (known.isPresent()) {
            return known.get().entries(reading.dataset(), root);
        }
        List<Entry> found = entries.get();
        for (Path place : places) {
            if (writable(place)) {
                IndexFile.write(place, files, found, reading.dataset(), root, watcher);
                return IndexFile.open(place, files)
                        .map(index -> index.entries(reading.dataset(), root))
                        .orElse(found);
            }
        }
        return found;
    }

    /** Makes the folder of an index, and sees whether it takes files. */
    private static boolean writable(Path place) {
        try {
            Files.createDirectories(place.getParent());
            Files.delete(Files.createTempFile(place.getParent(), ".probe", ".tmp"));
            leftOver(place);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** What a build that was killed left behind; what somebody else is writing now is younger. */
    private static void leftOver(Path place) throws IOException {
        String begin = "." + place.getFileName() + ".";
        Instant old = Instant.now().minus(ABANDONED);
        try (Stream<Path> files = Files.list(place.getParent())) {
            for (Path file :
                    files.filter(each -> Folder.name(each).startsWith(begin)).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Where the index of a data set may lie, best place first. */
    static List<Path> places(Reading reading) {
        Path root = root(reading.path());
        String name = reading.dataset() + "-"
                + Integer.toHexString(reading.options().entrySet().stream()
                        .filter(option -> option.getKey().equals("from"))
                        .toList()
                        .hashCode())
                + ".index";
        String from = Integer.toHexString(root.toString().hashCode());
        return List.of(root.resolve(OWN).resolve(name), cache().resolve("index").resolve(from + "-" + name));
    }

    private static Path root(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return Files.isDirectory(absolute) ? absolute : absolute.getParent();
    }

    private static Path cache() {
        String base = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .or(() -> Optional.ofNullable(System.getenv("LOCALAPPDATA")))
                .filter(folder -> !folder.isBlank())
                .orElse(System.getProperty("user.home") + "/.cache");
        return Path.of(base, "spmtrack");
    }
}
