package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Zips that pictures are read from in place. Those used last stay open, since opening one reads its whole directory; so the number
 * of open files is bounded however many zips a data set has. Any number of threads.
 */
public final class OpenZips {

    /** TrackingNet has a zip for each of its 30,000 sequences, other sets have few. */
    static final int OPEN = 64;

    public static final OpenZips SHARED = new OpenZips(OPEN);

    private static final int MOST_FILE = 64 << 20;

    private final int most;
    private final Map<Path, Zip> open = new LinkedHashMap<>(16, 0.75f, true);

    /** One open zip; closed when it is neither kept nor in use. */
    private static final class Zip {
        private final ZipFile file;
        private int users;
        private boolean kept = true;

        Zip(ZipFile file) {
            this.file = file;
        }
    }

    OpenZips(int most) {
        this.most = most;
    }

    /** Names of the pictures in a zip, in the order of their numbers. */
    public List<String> pictures(Path path) {
        return with(path, zip -> {
            List<String> names = new ArrayList<>();
            zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> Folder.picture(name) && !name.startsWith("__MACOSX"))
                    .forEach(names::add);
            names.sort(FileNames.BY_NUMBER);
            return FileNames.of(names);
        });
    }

    /** Whether a zip holds a file. */
    public boolean has(Path path, String name) {
        return with(path, zip -> zip.getEntry(name) != null);
    }

    /**
     * The content of a file.
     *
     * @throws InputException if it is not in the zip, too large for a picture, or cannot be read
     */
    public byte[] read(Path path, String name) {
        return with(path, zip -> {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new InputException(path + "!" + name + ": is not in the zip; fetch it again");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                byte[] content = in.readNBytes(MOST_FILE);
                if (entry.getSize() > MOST_FILE || content.length == MOST_FILE) {
                    throw new InputException(
                            path + "!" + name + ": has more than " + MOST_FILE + " bytes, too many for a picture");
                }
                return content;
            }
        });
    }

    private interface Use<T> {
        T of(ZipFile zip) throws IOException;
    }

    private <T> T with(Path path, Use<T> use) {
        Zip zip = null;
        try {
            zip = take(path);
            return use.of(zip.file);
        } catch (IOException e) {
            throw ZipArchive.unreadable(path, e);
        } finally {
            if (zip != null) {
                giveBack(zip);
            }
        }
    }

    private synchronized Zip take(Path path) throws IOException {
        Zip zip = open.get(path);
        if (zip == null) {
            Pointer.refuse(path);
            zip = new Zip(new ZipFile(path.toFile()));
            open.put(path, zip);
        }
        zip.users++;
        Iterator<Zip> oldest = open.values().iterator();
        while (open.size() > most) {
            Zip dropped = oldest.next();
            oldest.remove();
            dropped.kept = false;
            closeUnused(dropped);
        }
        return zip;
    }

    private synchronized void giveBack(Zip zip) {
        zip.users--;
        closeUnused(zip);
    }

    private static void closeUnused(Zip zip) {
        if (!zip.kept && zip.users == 0) {
            try {
                zip.file.close();
            } catch (IOException e) {
                // It was only read: nothing is lost.
                System.getLogger(OpenZips.class.getName()).log(System.Logger.Level.DEBUG, "not closed", e);
            }
        }
    }

    /** Zips that are open now. */
    synchronized int count() {
        return open.size();
    }
}
