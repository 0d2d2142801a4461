package io.spmtrack.eval.pair;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Image;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Distances in millimetres, row by row, and the picture that trackers are fed with: distances above three times the
 * median, at most ten metres, are clipped to it, scaled from 0 to 255, truncated, and coloured.
 *
 * @param millimetres one a pixel, 0 to 65535
 */
public record Depth(int width, int height, int[] millimetres) {

    private static final int FARTHEST = 10_000;
    private static final int LEVELS = 1 << 16;
    private static final long MAX_PIXELS_PER_BYTE = 16_384;
    private static final byte[] JET = jet();

    /**
     * Reads a grey picture of 8 or 16 bits.
     *
     * @throws InputException if it is none, damaged, or in colour
     */
    static Depth read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": no such depth picture; fetch it again");
        }
        try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new InputException(file + ": not a PNG picture; depth is read from grey PNG files of 16 bits");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return decode(reader, file);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof InputException known
                    ? known
                    : new InputException(file + ": damaged depth picture (" + e.getMessage() + "); fetch it again", e);
        }
    }

    private static Depth decode(ImageReader reader, Path file) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        long pixels = (long) width * height;
        if (pixels > Image.MAX_PIXELS || pixels > Files.size(file) * MAX_PIXELS_PER_BYTE) {
            throw new InputException(
                    file + ": the header claims " + width + "x" + height + " pixels; the file is damaged or too large");
        }
        Raster raster = reader.read(0).getRaster();
        if (raster.getNumBands() != 1) {
            throw new InputException(file + ": has colours; depth is read from grey PNG files of 16 bits");
        }
        return new Depth(width, height, raster.getSamples(0, 0, width, height, 0, new int[width * height]));
    }

    /** The picture in the colours that OpenCV calls JET. */
    public Image coloured(ColourOrder order) {
        int most = clip();
        int least = Arrays.stream(millimetres).min().orElse(0);
        int[] swap = order.channels();
        byte[] picture = new byte[3 * millimetres.length];
        for (int i = 0; i < millimetres.length; i++) {
            int level = level(Math.min(millimetres[i], most), least, most);
            for (int channel = 0; channel < 3; channel++) {
                picture[3 * i + channel] = JET[3 * level + swap[channel]];
            }
        }
        return Image.of(width, height, picture);
    }

    private static int level(int value, int least, int most) {
        return most <= least ? 0 : (int) (255L * (value - least) / (most - least));
    }

    /** The largest distance that is left: what is there, three medians, or ten metres. */
    private int clip() {
        long[] counts = new long[LEVELS];
        int largest = 0;
        for (int value : millimetres) {
            counts[value]++;
            largest = Math.max(largest, value);
        }
        int size = millimetres.length;
        double median = (ranked(counts, (size - 1) / 2) + ranked(counts, size / 2)) / 2.0;
        return Math.min(largest, (int) Math.min(3 * median, FARTHEST));
    }

    private static int ranked(long[] counts, int rank) {
        long seen = 0;
        for (int value = 0; value < counts.length; value++) {
            seen += counts[value];
            if (seen > rank) {
                return value;
            }
        }
        throw new IllegalArgumentException("no pixels");
    }

    /** 256 colours as red, green, blue: three ramps of slope 4 around three quarters, a half and a quarter. */
    private static byte[] jet() {
        byte[] table = new byte[3 * 256];
        for (int level = 0; level < 256; level++) {
            for (int channel = 0; channel < 3; channel++) {
                double ramp = 382.5 - Math.abs(4 * level - 255 * (3 - channel));
                table[3 * level + channel] = (byte) (int) Math.rint(Math.clamp(ramp, 0, 255));
            }
        }
        return table;
    }
}
