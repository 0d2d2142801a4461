package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files in a zip of any packer, by plain relative names. Packers on Windows write names in the code page of the
 * machine without saying so, backslashes between folders, drive letters and absolute paths; those on macOS add files of
 * their own. Nothing is unpacked, so a name is never a place on this machine.
 */
public final class ZipArchive implements AutoCloseable {

    private static final int MAX_ENTRIES = 1_000_000;
    /** Drive letters, and parts of a path that are empty, {@code .} or {@code ..}. */
    private static final Pattern ODD = Pattern.compile("^[A-Za-z]:|(?:^|/)\\.{0,2}/");

    private static final List<String> FOREIGN = List.of("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini");

    private final Path path;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
    private boolean listed;

    private ZipArchive(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
    }

    /**
     * Opens a zip.
     *
     * @throws InputException if it cannot be read
     */
    public static ZipArchive open(Path path) {
        Pointer.refuse(path);
        try {
            ZipArchive archive = new ZipArchive(path, zip(path));
            if (archive.zip.size() > MAX_ENTRIES) {
                archive.close();
                throw new InputException(path + ": has " + archive.zip.size() + " entries, more than results or"
                        + " annotations have; name another zip");
            }
            return archive;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Names are UTF-8, which a zip need not say, or else in the code page of the first IBM PC, in which any byte is a letter. */
    private static ZipFile zip(Path path) throws IOException {
        try {
            return new ZipFile(path.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            Charset other = Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;
            try {
                return new ZipFile(path.toFile(), other);
            } catch (ZipException same) {
                e.addSuppressed(same);
                throw e;
            }
        }
    }

    private Map<String, ZipEntry> entries() {
        if (!listed) {
            zip.stream().filter(entry -> !entry.isDirectory()).forEach(this::add);
            listed = true;
        }
        return entries;
    }

    private void add(ZipEntry entry) {
        String name = plain(entry.getName());
        List<String> parts = List.of(name.split("/"));
        if (!name.isEmpty() && !name.endsWith("/") && Collections.disjoint(parts, FOREIGN)) {
            entries.putIfAbsent(name, entry);
        }
    }

    /** A relative name with slashes. */
    static String plain(String name) {
        String slashes = name.contains("/") ? name : name.replace('\\', '/');
        return ODD.matcher(slashes).find()
                ? slashes.replaceFirst("^[A-Za-z]:", "")
                        .replaceAll("(^|/)(\\.{0,2}/)+", "$1")
                        .replaceFirst("^/+", "")
                : slashes;
    }

    /** The names of all files, in the order of the zip. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries().keySet());
    }

    /** The content of a file. Of one that the zip calls by its plain name no other name is looked at. */
    public InputStream stream(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        return zip.getInputStream(
                entry == null || entry.isDirectory() ? entries().get(name) : entry);
    }

    /** What to say when reading fails. */
    public static InputException unreadable(Path path, IOException e) {
        String reason = String.valueOf(e.getMessage()).replaceAll("\\P{Print}", "?");
        String next = reason.contains("encrypted")
                ? "it has a password; pack it again without one"
                : reason.contains("compression method")
                        ? "pack it again with the usual compression (deflate)"
                        : "fetch or pack the file again";
        return new InputException(path + ": not a readable zip (" + reason + "); " + next, e);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}
