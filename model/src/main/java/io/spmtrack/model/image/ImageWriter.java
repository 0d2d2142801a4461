package io.spmtrack.model.image;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.ImageOutputStream;

/** Writes pictures so that a file appears whole or not at all. */
public final class ImageWriter {

    private static final float JPEG_QUALITY = 0.92f;

    private ImageWriter() {}

    /**
     * Writes a JPEG or PNG file, as the name's ending says.
     *
     * @throws InputException if the name ends otherwise, or the folder is absent or not writable
     */
    public static void write(Image image, Path file) {
        byte[] encoded = encode(image, format(file));
        AtomicFile.write(file, channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(encoded);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    private static String format(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return "png";
        }
        if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
            return "jpeg";
        }
        throw new InputException(file + ": pictures are written as .jpg, .jpeg or .png; choose one of these endings");
    }

    /**
     * The bytes of a JPEG or PNG file.
     *
     * @param format {@code jpeg} or {@code png}
     */
    public static byte[] encode(Image image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        javax.imageio.ImageWriter writer =
                ImageIO.getImageWritersByFormatName(format).next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image.toBufferedImage(), null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory does not fail to be written.
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
