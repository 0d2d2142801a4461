package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A text file in a folder or in a zip.
 *
 * @param container the folder or the zip
 * @param entry name in it
 */
public record TextSource(Path container, String entry, boolean zipped) {

    private static final int MAX_ENTRIES = 200_000;
    private static final String ENDING = ".txt";

    /** All text files by sequence: the name of the file, or of its folder where the file is a {@code groundtruth.txt}. */
    public static Map<String, TextSource> all(Path container) {
        boolean zipped = container.toString().endsWith(".zip");
        List<String> entries = zipped ? zipEntries(container) : Folder.files(container, ENDING);
        Map<String, TextSource> sources = new LinkedHashMap<>();
        for (String entry : entries) {
            if (sources.put(sequence(entry), new TextSource(container, entry, zipped)) != null) {
                throw new InputException(container + ": has two files for the sequence "
                        + TextFile.quoted(sequence(entry)) + "; keep the annotations of one data set in it");
            }
        }
        if (sources.isEmpty()) {
            throw new InputException(container + ": has no .txt files; name annotations with one <sequence>.txt each");
        }
        return sources;
    }

    private static String sequence(String entry) {
        String[] parts = entry.split("/");
        String file = parts[parts.length - 1];
        boolean inFolder = parts.length > 1 && file.toLowerCase(Locale.ROOT).startsWith("groundtruth");
        return inFolder ? parts[parts.length - 2] : file.substring(0, file.length() - ENDING.length());
    }

    private static List<String> zipEntries(Path zip) {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            if (file.size() > MAX_ENTRIES) {
                throw new InputException(
                        zip + ": has " + file.size() + " entries, more than any data set's annotations");
            }
            List<String> names = new ArrayList<>();
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName();
                if (name.endsWith(ENDING) && !name.startsWith("__MACOSX/")) {
                    names.add(name);
                }
            }
            names.sort(FileNames.BY_NUMBER);
            return names;
        } catch (IOException e) {
            throw unreadable(zip, e);
        }
    }

    public String name() {
        return container + (zipped ? "!" : File.separator) + entry;
    }

    public List<String> lines() {
        if (!zipped) {
            return TextFile.lines(container.resolve(entry));
        }
        try (ZipFile file = new ZipFile(container.toFile());
                InputStream in = file.getInputStream(file.getEntry(entry))) {
            return TextFile.lines(in, name());
        } catch (IOException e) {
            throw unreadable(container, e);
        }
    }

    private static InputException unreadable(Path zip, IOException e) {
        return new InputException(zip + ": not a readable zip (" + e.getMessage() + "); fetch the file again", e);
    }
}
