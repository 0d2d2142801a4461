package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Lists folders: pictures and sub-folders in the order of the numbers in their names. */
public final class Folder {

    private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png", "bmp", "gif");

    private Folder() {}

    /** Checks that a folder named by the user is there. */
    public static Path existing(Path folder) {
        if (!Files.exists(folder)) {
            throw new InputException(folder + ": no such file or folder; check the path");
        }
        return folder;
    }

    /** Names of the pictures (JPEG, PNG, BMP, GIF by extension) directly in a folder; empty when there are none, or no folder. */
    public static List<String> pictures(Path folder) {
        return Files.notExists(folder)
                ? List.of()
                : FileNames.of(names(folder, file -> picture(file.getFileName().toString())));
    }

    /** The sub-folders; hidden ones are left out. */
    public static List<Path> folders(Path folder) {
        return names(folder, Files::isDirectory).stream().map(folder::resolve).toList();
    }

    /** A folder and what lies directly in it. */
    public static Stream<Path> withChildren(Path root) {
        return Stream.concat(Stream.of(root), children(root));
    }

    /** The sub-folders of the sub-folders. */
    public static Stream<Path> grandchildren(Path root) {
        return children(root).flatMap(Folder::children);
    }

    private static Stream<Path> children(Path root) {
        return Files.isDirectory(root) ? folders(root).stream() : Stream.of();
    }

    /** The path that a user wrote; {@code ~/} is the home folder. */
    public static Path path(String text) {
        try {
            return text.startsWith("~/") ? Path.of(System.getProperty("user.home"), text.substring(2)) : Path.of(text);
        } catch (InvalidPathException e) {
            throw new InputException(TextFile.quoted(text) + ": not a path (" + e.getReason() + ")", e);
        }
    }

    /** Names of the files that end with a suffix. */
    public static List<String> files(Path folder, String suffix) {
        return names(folder, file -> file.getFileName().toString().endsWith(suffix));
    }

    public static boolean hasPictures(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(file -> picture(file.getFileName().toString()));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** The first of several sub-folders that exists, or the folder itself. */
    public static Path firstFolder(Path folder, String... names) {
        for (String name : names) {
            if (Files.isDirectory(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        return folder;
    }

    /** The last part of a path; for {@code .} the name of the folder it stands for. */
    public static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /** Whether a name ends as those of pictures do. */
    static boolean picture(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && PICTURES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static List<String> names(Path folder, Predicate<Path> wanted) {
        List<String> names = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(wanted)
                    .forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        names.sort(FileNames.BY_NUMBER);
        return names;
    }

    private static InputException unreadable(Path folder, IOException e) {
        String next = Files.isRegularFile(folder) ? "it is a file, a folder was expected" : "check the path";
        return new InputException(folder + ": cannot be listed" + reason(e) + "; " + next, e);
    }

    /** Why reading failed, as an insertion into a message. */
    public static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> " (no such file)";
            case AccessDeniedException denied -> " (no permission)";
            case NotDirectoryException file -> " (not a folder)";
            default -> " (" + e.getClass().getSimpleName() + ")";
        };
    }
}
