package io.spmtrack.model.image;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads picture files of unknown origin: sizes are checked before anything is allocated for pixels. */
final class ImageFile {

    /** No format we read packs more pixels into a byte; a header that says otherwise is not to be believed. */
    private static final long MAX_PIXELS_PER_BYTE = 16_384;

    private static final long MAX_BYTES = 1L << 30;

    private ImageFile() {}

    static Image read(Path file, UnaryOperator<Box> wanted) {
        try {
            long bytes = Files.size(file);
            if (bytes > MAX_BYTES) {
                throw new InputException(file + ": " + bytes + " bytes are too many for a picture; name an image file");
            }
            return decode(Files.readAllBytes(file), file.toString(), wanted);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such image file", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + e + "); check the file and its permissions", e);
        }
    }

    static Image decode(byte[] file, String name, UnaryOperator<Box> wanted) {
        Pointer.refuse(file, name);
        return JpegHeader.isJpeg(file) ? decodeJpeg(file, name, JpegDecoder.chosen(), wanted) : decodeOther(file, name);
    }

    static Image decodeJpeg(byte[] file, String name, JpegDecoder decoder, UnaryOperator<Box> wanted) {
        Optional<JpegHeader> found = JpegHeader.parse(file);
        if (found.isEmpty()) {
            throw damaged(name, "no complete JPEG header", new IOException("header"));
        }
        JpegHeader header = found.get();
        checkSize(header.width(), header.height(), file.length, name);
        try {
            Box part = wanted.apply(new Box(0, 0, header.width(), header.height()));
            return Image.of(header.width(), header.height(), decoder.decode(file, header, JpegRows.of(part, header)));
        } catch (IOException | RuntimeException e) {
            throw e instanceof InputException known ? known : damaged(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static Image decodeOther(byte[] file, String name) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new InputException(name + ": not a JPEG, PNG, BMP or GIF image; convert it to one of them");
            }
            ImageReader reader = readers.next();
            try {
                return decode(reader, stream, file.length, name);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof InputException known ? known : damaged(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static Image decode(ImageReader reader, ImageInputStream stream, long bytes, String name)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(stream, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0), bytes, name);
        Image image = Image.of(reader.read(0));
        if (!warnings.isEmpty()) {
            throw new IOException(warnings.getFirst());
        }
        return image;
    }

    private static void checkSize(int width, int height, long bytes, String name) {
        long pixels = (long) width * height;
        if (width <= 0 || height <= 0 || pixels > Image.MAX_PIXELS || pixels > bytes * MAX_PIXELS_PER_BYTE) {
            throw new InputException(name + ": the header claims " + width + "x" + height + " pixels in a file of "
                    + bytes + " bytes; the file is damaged or too large");
        }
    }

    private static InputException damaged(String name, String defect, Throwable cause) {
        return new InputException(name + ": damaged or truncated image (" + defect + "); fetch the file again", cause);
    }
}
