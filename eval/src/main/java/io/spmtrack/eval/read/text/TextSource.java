package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text file in a folder or in a zip.
 *
 * @param container the folder or the zip
 * @param entry name in it
 */
public record TextSource(Path container, String entry, boolean zipped) {

    private static final String ENDING = ".txt";

    /** What lies side by side in an archive of annotations: boxes, flags of absence, and what is no business of ours. */
    private static final Pattern BOXES = folder("annos?");

    private static final Pattern ABSENCE = folder("absent");
    private static final Pattern ATTRIBUTES = folder("att");
    private static final Pattern OTHER = folder("absent|att|nlp|config");
    private static final Pattern LIST =
            Pattern.compile("readme.*|testing_?set|list|(sequence|attribute)_?list", Pattern.CASE_INSENSITIVE);

    /**
     * The files of boxes by sequence: the name of the file, or of its folder where the file is a
     * {@code groundtruth.txt}. Where the container has a folder {@code annos} they are those in it.
     */
    public static Map<String, TextSource> boxes(Path container) {
        List<String> entries = entries(container);
        boolean sorted = entries.stream().anyMatch(entry -> within(entry, BOXES));
        boolean flags = entries.stream().anyMatch(entry -> within(entry, ABSENCE));
        Map<String, TextSource> sources = bySequence(
                container,
                entries.stream()
                        .filter(entry -> sorted ? within(entry, BOXES) : !flags || !within(entry, OTHER))
                        .toList());
        if (sources.isEmpty()) {
            throw new InputException(container + ": has no .txt files; name annotations with one <sequence>.txt each");
        }
        return sources;
    }

    /** The files of flags that lie in a folder {@code absent} of the container. */
    public static Map<String, TextSource> absence(Path container) {
        return bySequence(
                container,
                entries(container).stream()
                        .filter(entry -> within(entry, ABSENCE))
                        .toList());
    }

    /** The files of attributes: those in a folder {@code att} of the container where it has one, otherwise all. */
    public static Map<String, TextSource> attributes(Path container) {
        List<String> entries = entries(container);
        boolean sorted = entries.stream().anyMatch(entry -> within(entry, ATTRIBUTES));
        return bySequence(
                container,
                entries.stream()
                        .filter(entry -> !sorted || within(entry, ATTRIBUTES))
                        .toList());
    }

    /** All files by sequence. */
    public static Map<String, TextSource> all(Path container) {
        return bySequence(container, entries(container));
    }

    /** Folders of these names, at any depth. */
    private static Pattern folder(String names) {
        return Pattern.compile("(?:^|/)(?:" + names + ")/", Pattern.CASE_INSENSITIVE);
    }

    private static boolean within(String entry, Pattern folder) {
        return folder.matcher(entry).find();
    }

    private static Map<String, TextSource> bySequence(Path container, List<String> entries) {
        boolean zipped = isZip(container);
        Map<String, TextSource> sources = new LinkedHashMap<>();
        for (String entry : entries) {
            if (sources.put(sequence(entry), new TextSource(container, entry, zipped)) != null) {
                throw new InputException(container + ": has two files for the sequence "
                        + TextFile.quoted(sequence(entry)) + "; keep the annotations of one data set in it");
            }
        }
        return sources;
    }

    /** Whether a path names a zip. */
    public static boolean isZip(Path path) {
        return Folder.name(path).toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    private static List<String> entries(Path container) {
        return isZip(container) ? zipEntries(container) : Folder.files(container, ENDING);
    }

    private static String sequence(String entry) {
        String[] parts = entry.split("/");
        String file = parts[parts.length - 1];
        boolean inFolder = parts.length > 1 && file.toLowerCase(Locale.ROOT).startsWith("groundtruth");
        return inFolder ? parts[parts.length - 2] : file.substring(0, file.length() - ENDING.length());
    }

    private static List<String> zipEntries(Path zip) {
        try (ZipArchive archive = ZipArchive.open(zip)) {
            return archive.names().stream()
                    .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(ENDING))
                    .filter(name -> !LIST.matcher(sequence(name)).matches())
                    .sorted(FileNames.BY_NUMBER)
                    .toList();
        }
    }

    public String name() {
        return container + (zipped ? "!" : File.separator) + entry;
    }

    public List<String> lines() {
        if (!zipped) {
            return TextFile.lines(container.resolve(entry));
        }
        try (ZipArchive archive = ZipArchive.open(container);
                InputStream in = archive.stream(entry)) {
            return TextFile.lines(in, name());
        } catch (IOException e) {
            throw ZipArchive.unreadable(container, e);
        }
    }
}
