package io.spmtrack.eval.read;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Writes small data sets for tests of readers. */
final class Samples {

    static final int WIDTH = 16;
    static final int HEIGHT = 12;

    private Samples() {}

    /** Pictures with numbered names; all pixels have the grey level of their index. */
    static Path pictures(Path folder, String format, int first, int count) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
            picture.getRaster().setDataElements(0, 0, WIDTH, HEIGHT, level(i));
            String name = format.formatted(first + i);
            ImageIO.write(
                    picture,
                    name.substring(name.lastIndexOf('.') + 1),
                    folder.resolve(name).toFile());
        }
        return folder;
    }

    private static byte[] level(int level) {
        byte[] pixels = new byte[3 * WIDTH * HEIGHT];
        Arrays.fill(pixels, (byte) level);
        return pixels;
    }

    static Path text(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** A zip of files, each given by its name and its text. */
    static Path zip(Path file, Charset names, String... content) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file), names)) {
            for (int i = 0; i < content.length; i += 2) {
                out.putNextEntry(new ZipEntry(content[i]));
                out.write(content[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    static Path rows(Path file, int count) throws IOException {
        return text(file, "2,3,5,4\n".repeat(count));
    }
}
