package io.spmtrack.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the golden cases and the real data that tests read. A folder named with {@code -Dgolden.dir} or
 * {@code -Ddata.dir} must exist; otherwise {@code ../shared/golden} and {@code ../shared/data} beside the repository
 * are used, and a test that needs an absent one is skipped with a printed reason.
 */
public final class SharedFolder {
    private static final String GOLDEN = "golden.dir";
    private static final String DATA = "data.dir";
    private static final String FIELD = "field.dir";

    private SharedFolder() {}

    /** The folder of golden cases. */
    public static Path golden() {
        return folder(GOLDEN, "../shared/golden");
    }

    /**
     * The files directly in the golden folder whose names match the glob, sorted. Never empty, except that a folder
     * named with {@code -Dgolden.dir} may hold cases of other families only: that is printed and nothing is skipped (a
     * parameterised test then needs {@code allowZeroInvocations}).
     */
    public static List<Path> golden(String glob) {
        Path folder = golden();
        List<Path> found = list(folder, glob);
        if (found.isEmpty()) {
            String reason = folder + " has no " + glob;
            if (System.getProperty(GOLDEN) == null || list(folder, "*.json").isEmpty()) {
                throw absent(GOLDEN, reason);
            }
            System.out.println("nothing to do: " + reason);
        }
        return found;
    }

    /** The folder of real data. */
    public static Path data() {
        return folder(DATA, "../shared/data");
    }

    /** A file or folder below the real data, for example {@code otb/David}. */
    public static Path data(String name) {
        return existing(DATA, data().resolve(name));
    }

    /** A folder of a situation from the field, for example {@code decimal-comma}; {@code -Dfield.dir} names another place. */
    public static Path field(String name) {
        return existing(FIELD, folder(FIELD, "../shared/field").resolve(name));
    }

    /** The folder of the repository, where {@code mvnw} lies. */
    public static Path root() {
        String named = System.getProperty("spmtrack.root");
        if (named != null) {
            return Path.of(named);
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder with mvnw above " + here);
    }

    private static Path folder(String property, String fallback) {
        String named = System.getProperty(property);
        return existing(
                property, root().resolve(named == null ? fallback : named).normalize());
    }

    private static Path existing(String property, Path path) {
        if (Files.exists(path)) {
            return path;
        }
        throw absent(property, path + " does not exist");
    }

    private static List<Path> list(Path folder, String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where the folder was named; otherwise prints why and skips the test. */
    private static RuntimeException absent(String property, String reason) {
        if (System.getProperty(property) == null) {
            System.out.println("skipped: " + reason + "; name another folder with -D" + property);
            Assumptions.abort(reason);
        }
        return new IllegalStateException(reason + " (-D" + property + " was given)");
    }
}
