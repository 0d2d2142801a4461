package io.spmtrack.model.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An 8-bit RGB picture, interleaved, row by row from the top. The pixels are those stored in the file: neither EXIF
 * orientation nor colour profiles are applied ({@code docs/spec/data.md §2}).
 */
public final class Image {

    /** The largest number of pixels an image may have: three bytes each still fit one array. */
    public static final long MAX_PIXELS = 1L << 28;

    private final int width;
    private final int height;
    private final byte[] rgb;
    private float[] mean = new float[0];

    private Image(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * Wraps pixels without a copy; the caller does not write to the array afterwards.
     *
     * @param rgb [height, width, 3], bytes read as 0..255
     * @throws IllegalArgumentException if the sizes are not positive, exceed {@link #MAX_PIXELS} or do not fit the array
     */
    public static Image of(int width, int height, byte[] rgb) {
        if (width <= 0 || height <= 0 || (long) width * height > MAX_PIXELS) {
            throw new IllegalArgumentException("image size out of range: " + width + "x" + height);
        }
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "an image of " + width + "x" + height + " has not " + rgb.length + " bytes");
        }
        return new Image(width, height, rgb);
    }

    /** Copies a picture of any type; transparency is dropped, grey becomes three equal channels. */
    public static Image of(BufferedImage picture) {
        return of(picture.getWidth(), picture.getHeight(), Pixels.rgb(picture));
    }

    /**
     * Reads a JPEG, PNG, BMP or GIF file.
     *
     * @throws io.spmtrack.engine.InputException if the file is missing, damaged, truncated or of another kind; the
     *     message names it
     */
    public static Image read(Path file) {
        return ImageFile.read(file, UnaryOperator.identity());
    }

    /**
     * Decodes a JPEG, PNG, BMP or GIF file held in memory.
     *
     * @param name what messages call the picture: a file name or "archive!entry"
     * @throws io.spmtrack.engine.InputException as {@link #read}
     */
    public static Image decode(byte[] file, String name) {
        return ImageFile.decode(file, name, UnaryOperator.identity());
    }

    /**
     * Reads a file of which only a part will be looked at; the rest may be left black.
     *
     * @param wanted gets the rectangle of the picture and says which part of it is looked at
     * @throws io.spmtrack.engine.InputException as {@link #read(Path)}; damage outside of the part may stay unnoticed
     */
    public static Image read(Path file, UnaryOperator<Box> wanted) {
        return ImageFile.read(file, wanted);
    }

    /** As {@link #read(Path, UnaryOperator)} of a file held in memory. */
    public static Image decode(byte[] file, String name, UnaryOperator<Box> wanted) {
        return ImageFile.decode(file, name, wanted);
    }

    /**
     * The rectangle of a JPEG file's pixels by its header, for which nothing is decoded.
     *
     * @param beginning the file, or as much of it as its header needs
     * @return empty if it is no JPEG, or more of it is needed
     */
    public static Optional<Box> jpegBounds(byte[] beginning) {
        return JpegHeader.isJpeg(beginning)
                ? JpegHeader.parse(beginning).map(header -> new Box(0, 0, header.width(), header.height()))
                : Optional.empty();
    }

    /** Whether JPEG files are decoded by libjpeg-turbo, which was found on this machine, and not by the JDK. */
    public static boolean fastJpeg() {
        return TurboJpeg.find().isPresent();
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixels [height, width, 3]: the array itself, not a copy, not to be written. */
    public byte[] rgb() {
        return rgb;
    }

    /** The picture's rectangle (0, 0, width, height). */
    public Box bounds() {
        return new Box(0, 0, width, height);
    }

    /** Mean of each channel, 0..255, computed at the first call; the array is not to be written. */
    public float[] mean() {
        if (mean.length == 0) {
            mean = computeMean();
        }
        return mean;
    }

    private float[] computeMean() {
        long[] sums = ChannelSums.of(rgb);
        double pixels = (double) width * height;
        return new float[] {(float) (sums[0] / pixels), (float) (sums[1] / pixels), (float) (sums[2] / pixels)};
    }

    /**
     * A copy with the outline of a box drawn on it; what lies outside of the picture is left out, and a box with a
     * corner that is not finite is not drawn.
     *
     * @param color 0xRRGGBB
     * @param thickness of the line in pixels, at least 1
     */
    public Image withBox(Box box, int color, int thickness) {
        byte[] drawn = rgb.clone();
        new Outline(width, height, drawn, color).draw(box, Math.max(1, thickness));
        return new Image(width, height, drawn);
    }

    /**
     * This picture and another at its right side.
     *
     * @throws IllegalArgumentException if their heights differ, or they are too large for one picture
     */
    public Image beside(Image right) {
        if (right.height != height || (long) (width + right.width) * height > MAX_PIXELS) {
            throw new IllegalArgumentException("pictures of " + width + "x" + height + " and " + right.width + "x"
                    + right.height + " cannot stand side by side");
        }
        int left = 3 * width;
        int other = 3 * right.width;
        byte[] both = new byte[(left + other) * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(rgb, y * left, both, y * (left + other), left);
            System.arraycopy(right.rgb, y * other, both, y * (left + other) + left, other);
        }
        return of(width + right.width, height, both);
    }

    /** A copy of the type {@link BufferedImage#TYPE_3BYTE_BGR}, which the JDK's painting and writing handle well. */
    public BufferedImage toBufferedImage() {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] bgr = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < rgb.length; i += 3) {
            bgr[i] = rgb[i + 2];
            bgr[i + 1] = rgb[i + 1];
            bgr[i + 2] = rgb[i];
        }
        return picture;
    }
}
