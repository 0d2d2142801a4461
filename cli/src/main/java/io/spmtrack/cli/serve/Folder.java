package io.spmtrack.cli.serve;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folder that pages may choose from. Nothing outside of it is shown, whatever a name or a symbolic link says.
 *
 * @param root without symbolic links
 */
record Folder(Path root) {
    private static final int MOST_ENTRIES = 2000;

    /** What a page can do with an entry: open it, or look into it. */
    enum Kind {
        FOLDER,
        IMAGES,
        VIDEO
    }

    /** @param name relative to the folder it is in */
    record Entry(String name, Kind kind) {}

    static Folder of(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return new Folder(path.toRealPath());
            }
        } catch (IOException e) {
            throw new InputException("--dir=" + path + ": cannot be read: " + e + "; name another folder", e);
        }
        throw new InputException("--dir=" + path + ": no such folder; check the path");
    }

    /** What a page's path means: {@code /} between names, empty for the folder itself. */
    Path resolve(String path) {
        try {
            Path wanted = root.resolve(path).normalize();
            if (!wanted.startsWith(root)) {
                throw outside(path);
            }
            Path real = wanted.toRealPath();
            if (!real.startsWith(root)) {
                throw outside(path);
            }
            return real;
        } catch (InvalidPathException | IOException e) {
            throw new Refusal(Refusal.MISSING, "'" + printable(path) + "' is not there or cannot be read");
        }
    }

    private static Refusal outside(String path) {
        return new Refusal(
                Refusal.FORBIDDEN,
                "'" + printable(path) + "' lies outside of the folder that spmtrack serve was started with");
    }

    private static String printable(String text) {
        return text.replaceAll("\\P{Print}", "?");
    }

    /** Opens the video or the images at a path. */
    Source open(String path) {
        Path place = resolve(path);
        if (Files.isDirectory(place)) {
            refuseLinksOutside(place);
        } else if (!Source.isVideo(place)) {
            throw new Refusal(
                    Refusal.BAD, "'" + printable(path) + "' is no video; choose a video or a folder of images");
        }
        return Source.of(place);
    }

    /** Images may be links, but to images below the root only. */
    private void refuseLinksOutside(Path images) {
        try (Stream<Path> files = Files.list(images)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                resolve(root.relativize(link).toString());
            }
        } catch (IOException e) {
            throw new Refusal(Refusal.MISSING, "'" + images.getFileName() + "' cannot be read");
        }
    }

    /** Folders, videos and folders of images in a folder, by name; hidden and other files are left out. */
    List<Entry> entries(String path) {
        Path place = resolve(path);
        if (!Files.isDirectory(place)) {
            throw new Refusal(Refusal.BAD, "'" + printable(path) + "' is no folder");
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(this::inside)
                    .limit(MOST_ENTRIES)
                    .flatMap(Folder::entry)
                    .sorted(Comparator.comparing(Folder::order))
                    .toList();
        } catch (IOException e) {
            throw new Refusal(Refusal.MISSING, "'" + printable(path) + "' cannot be read");
        }
    }

    private boolean inside(Path file) {
        try {
            return !Files.isSymbolicLink(file) || file.toRealPath().startsWith(root);
        } catch (IOException e) {
            return false; // a link to nowhere
        }
    }

    private static Stream<Entry> entry(Path file) {
        String name = file.getFileName().toString();
        if (Source.isVideo(file)) {
            return Stream.of(new Entry(name, Kind.VIDEO));
        }
        if (!Files.isDirectory(file) || !Files.isReadable(file)) {
            return Stream.empty();
        }
        return Stream.of(new Entry(name, Source.hasPictures(file) ? Kind.IMAGES : Kind.FOLDER));
    }

    private static String order(Entry entry) {
        return entry.kind().ordinal() + entry.name().toLowerCase(Locale.ROOT);
    }
}
