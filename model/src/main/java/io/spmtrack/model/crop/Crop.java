package io.spmtrack.model.crop;

import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Cuts a region out of an image and resamples it to a fixed size ("SiamFC cropping, pixel aligned",
 * {@code docs/spec/data.md §6.3}): bilinear, half-pixel centres, no antialiasing, whole source pixels onto whole target
 * pixels. Holds scratch rows, so one instance serves one thread; writing a crop allocates nothing but the returned map.
 */
public final class Crop {

    private static final int CHANNELS = 3;
    private static final int NO_ROW = -1;
    private static final VarHandle PIXEL = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int width;
    private final int height;
    private final Normalization values;
    private final int[] left;
    private final int[] right;
    private final float[] rightShare;
    private final int[] leftPixel;
    private final int[] rightPixel;
    private final float[] row;
    private final float[] mixed;
    private final float[] fill = new float[CHANNELS];
    // Two source rows already resampled horizontally, planar; neighbouring target rows often share them.
    private float[] upper;
    private float[] lower;
    private int upperRow;
    private int lowerRow;

    /**
     * @param width width of the crops in pixels
     * @param height height of the crops in pixels
     * @param values what is written for a pixel
     */
    public Crop(int width, int height, Normalization values) {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("crop size must be positive, not " + width + "x" + height);
        }
        this.width = width;
        this.height = height;
        this.values = Objects.requireNonNull(values);
        this.left = new int[width];
        this.right = new int[width];
        this.rightShare = new float[width];
        this.leftPixel = new int[width];
        this.rightPixel = new int[width];
        this.row = new float[width];
        this.mixed = new float[CHANNELS * width];
        this.upper = new float[CHANNELS * width];
        this.lower = new float[CHANNELS * width];
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Number of floats of one crop: 3 · height · width. */
    public int elements() {
        return CHANNELS * width * height;
    }

    /** Writes a crop into a new array [3, height, width] and drops the adjusted map; {@link #into} gives both. */
    public float[] of(Image image, CropTransform ideal, float[] padding) {
        float[] crop = new float[elements()];
        into(image, ideal, padding, MemorySegment.ofArray(crop), 0);
        return crop;
    }

    /**
     * Writes the crop as [3, height, width] floats in the machine's byte order.
     *
     * @param ideal the wanted map from image to crop
     * @param padding colour outside of the image, three values in 0..255
     * @param destination holds at least {@code offset + elements()} floats
     * @param offset index of the first float written
     * @return the map from image to crop after alignment to whole pixels: use this one for boxes and masks. Along an axis
     *     where the crop misses the image it is NaN, and the crop is padding only
     */
    public CropTransform into(
            Image image, CropTransform ideal, float[] padding, MemorySegment destination, long offset) {
        PixelRect to = ideal.destination(image.width(), image.height(), width, height);
        PixelRect from = ideal.source(to, image.width(), image.height());
        for (int c = 0; c < CHANNELS; c++) {
            fill[c] = padding[c] / values.divisor(c) + values.offset(c);
        }
        if (to.isEmpty() || from.isEmpty()) {
            pad(0, height, destination, offset);
        } else {
            pad(0, to.y1(), destination, offset);
            resample(image, from, to, destination, offset);
            pad(to.y2(), height, destination, offset);
        }
        return CropTransform.adjusted(from, to);
    }

    /** The pixels of an image of a given size that {@link #into} reads; the mean that may serve as padding needs them all. */
    public PixelRect source(CropTransform ideal, int imageWidth, int imageHeight) {
        return ideal.source(ideal.destination(imageWidth, imageHeight, width, height), imageWidth, imageHeight);
    }

    /** Fills whole rows {@code first..last-1} of all channels. */
    private void pad(int first, int last, MemorySegment destination, long offset) {
        if (first == last) {
            return;
        }
        for (int c = 0; c < CHANNELS; c++) {
            Arrays.fill(row, fill[c]);
            for (int y = first; y < last; y++) {
                store(c, y, destination, offset);
            }
        }
    }

    private void resample(Image image, PixelRect from, PixelRect to, MemorySegment destination, long offset) {
        prepareColumns(from, to.width());
        upperRow = NO_ROW;
        lowerRow = NO_ROW;
        float step = (float) from.height() / to.height();
        for (int i = 0; i < to.height(); i++) {
            double position = position(i, step);
            int above = Math.min((int) position, from.height() - 1);
            int below = Math.min(above + 1, from.height() - 1);
            loadRows(image, from.y1() + above, from.y1() + below, to.width());
            blend((float) (position - above), to, to.y1() + i, destination, offset);
        }
    }

    /** For every target column the byte offsets of its two source columns in a row and the share of the right one. */
    private void prepareColumns(PixelRect from, int columns) {
        float step = (float) from.width() / columns;
        for (int j = 0; j < columns; j++) {
            double position = position(j, step);
            int first = Math.min((int) position, from.width() - 1);
            left[j] = CHANNELS * (from.x1() + first);
            right[j] = CHANNELS * (from.x1() + Math.min(first + 1, from.width() - 1));
            rightShare[j] = (float) (position - first);
        }
    }

    /**
     * Where a target row or column lies in the source. The step is a float and the rest exact, as in the reference:
     * rounding the position to float, or not rounding the step, moves values of 0..255 by 0.002 in a source of 130 pixels
     * and by more in larger ones; this way they agree to 0.00003.
     */
    private static double position(int index, float step) {
        return Math.max(0, step * (index + 0.5) - 0.5);
    }

    /** Leaves source row {@code above} in {@link #upper} and {@code below} in {@link #lower}. */
    private void loadRows(Image image, int above, int below, int columns) {
        if (upperRow != above) {
            float[] spare = upper;
            int spareRow = upperRow;
            upper = lower;
            upperRow = lowerRow;
            lower = spare;
            lowerRow = spareRow;
        }
        if (upperRow != above) {
            resampleRow(image, above, upper, columns);
            upperRow = above;
        }
        if (lowerRow != below) {
            resampleRow(image, below, lower, columns);
            lowerRow = below;
        }
    }

    private void resampleRow(Image image, int y, float[] out, int columns) {
        byte[] rgb = image.rgb();
        int start = CHANNELS * image.width() * y;
        for (int j = 0; j < columns; j++) {
            leftPixel[j] = pixel(rgb, start + left[j]);
            rightPixel[j] = pixel(rgb, start + right[j]);
        }
        for (int c = 0; c < CHANNELS; c++) {
            mixColumns(8 * c, out, c * columns, columns);
        }
    }

    /** Red, green and blue from the lowest bits up; what is above them is anything. */
    private static int pixel(byte[] rgb, int at) {
        return at + Integer.BYTES <= rgb.length
                ? (int) PIXEL.get(rgb, at)
                : (rgb[at] & 0xff) | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff) << 16;
    }

    /** One index for all arrays: of places that differ the compiler cannot know that they are not the same, and takes no vectors. */
    private void mixColumns(int shift, float[] out, int first, int columns) {
        for (int j = 0; j < columns; j++) {
            float share = rightShare[j];
            float rest = 1 - share;
            mixed[j] = rest * (leftPixel[j] >>> shift & 0xff) + share * (rightPixel[j] >>> shift & 0xff);
        }
        System.arraycopy(mixed, 0, out, first, columns);
    }

    /** Writes target row {@code y}: the two source rows mixed, padding on both sides. */
    private void blend(float lowerShare, PixelRect to, int y, MemorySegment destination, long offset) {
        for (int c = 0; c < CHANNELS; c++) {
            Arrays.fill(row, 0, to.x1(), fill[c]);
            mixRows(lowerShare, c, to.x1(), to.width());
            Arrays.fill(row, to.x2(), width, fill[c]);
            store(c, y, destination, offset);
        }
    }

    private void mixRows(float lowerShare, int channel, int first, int columns) {
        float upperShare = 1 - lowerShare;
        float divisor = values.divisor(channel);
        float shift = values.offset(channel);
        int plane = channel * columns;
        for (int j = plane; j < plane + columns; j++) {
            float value = upperShare * upper[j] + lowerShare * lower[j];
            mixed[j] = value / divisor + shift;
        }
        System.arraycopy(mixed, plane, row, first, columns);
    }

    private void store(int channel, int y, MemorySegment destination, long offset) {
        long first = offset + ((long) channel * height + y) * width;
        MemorySegment.copy(row, 0, destination, ValueLayout.JAVA_FLOAT, first * Float.BYTES, width);
    }
}
