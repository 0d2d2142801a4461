package io.spmtrack.eval.collage;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Image;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;

/**
 * Decoded pictures, those used last kept in memory up to a bound. Any number of threads; a picture that two of them want at
 * once may be decoded twice.
 */
final class PictureStore {

    /** Memory for decoded pictures of all stores together: room for some 1,400 pictures of 350 x 260 pixels. */
    static final long MOST_BYTES = 640L << 20;

    private static final int MOST_FILE = 64 << 20;
    private static final int LONGEST = 640;

    static final PictureStore SHARED = new PictureStore(MOST_BYTES);

    private final long most;
    private final Map<Picture, Texture> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Path, ZipFile> archives = new LinkedHashMap<>();
    private long bytes;

    PictureStore(long most) {
        this.most = most;
    }

    /**
     * The decoded picture.
     *
     * @throws InputException if it cannot be read; the message names it
     */
    Texture texture(Picture picture) {
        synchronized (kept) {
            Texture known = kept.get(picture);
            if (known != null) {
                return known;
            }
        }
        Texture texture = Texture.of(decode(read(picture), picture.name()), LONGEST);
        synchronized (kept) {
            Texture other = kept.put(picture, texture);
            bytes += texture.bytes() - (other == null ? 0 : other.bytes());
            Iterator<Texture> oldest = kept.values().iterator();
            while (bytes > most && kept.size() > 1) {
                bytes -= oldest.next().bytes();
                oldest.remove();
            }
        }
        return texture;
    }

    long bytes() {
        synchronized (kept) {
            return bytes;
        }
    }

    private byte[] read(Picture picture) {
        try {
            if (Files.isDirectory(picture.place())) {
                Path file = picture.place().resolve(picture.file());
                return bounded(Files.size(file), Files.newInputStream(file), picture.name());
            }
            ZipFile archive = archive(picture.place());
            ZipEntry entry = archive.getEntry(picture.file());
            if (entry == null) {
                throw new InputException(picture.name() + ": is not in the archive; its list of pictures names it");
            }
            return bounded(entry.getSize(), archive.getInputStream(entry), picture.name());
        } catch (IOException e) {
            throw new InputException(picture.name() + ": cannot be read: " + e + "; fetch it again", e);
        }
    }

    private static byte[] bounded(long size, InputStream stream, String name) throws IOException {
        try (stream) {
            byte[] file = stream.readNBytes(MOST_FILE);
            if (size > MOST_FILE || file.length == MOST_FILE) {
                throw new InputException(name + ": has more than " + MOST_FILE + " bytes, too many for a picture");
            }
            return file;
        }
    }

    private ZipFile archive(Path path) throws IOException {
        synchronized (archives) {
            ZipFile archive = archives.get(path);
            if (archive == null) {
                archive = new ZipFile(path.toFile());
                archives.put(path, archive);
            }
            return archive;
        }
    }

    /** {@link Image} has checked the sizes before the picture is decoded once more for its opacity. */
    private static Texture.Level decode(byte[] file, String name) {
        Texture.Level level = Texture.opaque(Image.decode(file, name));
        if (file.length > 1 && file[0] == (byte) 0x89) {
            fillOpacity(file, level, name);
        }
        return level;
    }

    private static void fillOpacity(byte[] png, Texture.Level level, String name) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
            if (picture.getColorModel().getTransparency() == ColorModel.OPAQUE) {
                return;
            }
            int[] row = new int[level.width()];
            for (int y = 0; y < level.height(); y++) {
                picture.getRGB(0, y, row.length, 1, row, 0, row.length);
                for (int x = 0; x < row.length; x++) {
                    level.rgba()[4 * (y * row.length + x) + 3] = (byte) (row[x] >>> 24);
                }
            }
        } catch (IOException e) {
            throw new InputException(name + ": damaged picture: " + e.getMessage() + "; fetch it again", e);
        }
    }

    /** Pictures of one archive or folder, by name. */
    static List<String> names(Path place) {
        List<String> names = new ArrayList<>();
        try {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.map(file -> String.valueOf(file.getFileName()))
                            .filter(PictureStore::isPicture)
                            .forEach(names::add);
                }
            } else {
                try (ZipFile archive = new ZipFile(place.toFile())) {
                    archive.stream()
                            .map(ZipEntry::getName)
                            .filter(PictureStore::isPicture)
                            .forEach(names::add);
                }
            }
        } catch (IOException e) {
            throw new InputException(place + ": cannot be read: " + e.getMessage() + "; name a folder or a zip", e);
        }
        names.sort(null);
        return names;
    }

    private static boolean isPicture(String name) {
        return name.toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|bmp|gif)");
    }
}
