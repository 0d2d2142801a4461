package io.spmtrack.model.crop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The worked examples of {@code docs/spec/golden-values.md §1} and §2, and the edges of the image. */
class CropTest {

    private static final Image PICTURE = picture();
    private static final float[] FILL = PICTURE.mean();

    private static Image picture() {
        byte[] rgb = new byte[640 * 480 * 3];
        int at = 0;
        for (int y = 0; y < 480; y++) {
            for (int x = 0; x < 640; x++) {
                rgb[at++] = (byte) (3 * x + 5 * y);
                rgb[at++] = (byte) (7 * x + 2 * y + 31);
                rgb[at++] = (byte) (37 * (x / 8 + y / 8));
            }
        }
        return Image.of(640, 480, rgb);
    }

    @Test
    void theMeanIsTheFillColor() {
        assertArrayEquals(new float[] {127.44833f, 127.590836f, 128.78667f}, FILL, 1e-4f);
    }

    @Test
    void case1() {
        Example example = new Example(new Box(100, 120, 180, 260), 2, 196);
        example.ideal(0.8993096768, -27.9033547, -72.8688386);
        example.adjusted(0.8990825415, 0.8990825415, -27.8715591, -72.8256836);
        example.inCrop(62.036695, 35.064221, 133.963298, 160.935777, new PixelRect(4, 2, 10, 12));
        example.pixel(0, 0, 242.449, 154.5051, 212.7092);
        example.pixel(98, 98, 90.4489, 111.505, 200);
        example.pixel(65, 130, 13.704, 31.2397, 223.9741);
        example.pixel(195, 195, 185.5509, 58.4948, 209.9229);
    }

    @Test
    void case2() {
        Example example = new Example(new Box(100, 120, 180, 260), 5, 378);
        example.ideal(0.6882974035, 92.6383635, 58.2234933);
        example.adjusted(0.6891566515, 0.6881720424, 92, 58);
        example.inCrop(160.915665, 140.580645, 216.048197, 236.924731, new PixelRect(11, 10, 16, 17));
        example.fill(0, 0);
        example.pixel(189, 189, 95.8615, 119.0128, 200);
        example.pixel(126, 252, 168.3754, 63.8316, 237);
        example.pixel(377, 377, 232.1906, 14.9682, 184.6172);
        int[] positives = new CellGrid(27, 27, 14).positives(example.inCrop);
        assertEquals(35, positives.length);
        assertEquals(281, positives[0]);
        assertEquals(447, positives[34]);
    }

    @Test
    void case3() {
        Example example = new Example(new Box(600, 440, 640, 480), 2, 196);
        example.ideal(2.45, -1421, -1029);
        example.adjusted(2.4500000477, 2.4098360538, -1421, -1009.7213135);
        example.inCrop(49.000029, 50.606550, 147.000031, 146.999992, new PixelRect(3, 3, 11, 11));
        example.pixel(0, 0, 251, 65, 236);
        example.pixel(98, 98, 59.983, 167.6769, 94);
        example.pixel(65, 130, 30.6973, 231.7177, 94);
        example.fill(195, 195);
    }

    @Test
    void case4() {
        Example example = new Example(new Box(600, 440, 640, 480), 5, 378);
        example.ideal(1.89, -982.8, -680.4);
        example.adjusted(1.8916666508, 1.8916666508, -983.6666870, -681);
        example.inCrop(151.333303, 151.333326, 226.999969, 226.999992, new PixelRect(10, 10, 17, 17));
        example.pixel(0, 0, 32, 39, 230);
        example.pixel(189, 189, 61.4097, 168.086, 94);
        example.fill(126, 252);
    }

    @Test
    void case5() {
        Example example = new Example(new Box(-10, 5, 30, 45), 5, 378);
        example.ideal(1.89, 170.1, 141.75);
        example.adjusted(1.8909090757, 1.8960000277, 170, 141);
        example.inCrop(151.090909, 150.480000, 226.727272, 226.320001, new PixelRect(10, 10, 17, 17));
        example.fill(0, 0);
        example.pixel(189, 189, 154.8383, 149.8478, 148);
        example.pixel(377, 377, 179, 18, 12);
    }

    @Test
    void case6() {
        Example example = new Example(new Box(300, 200, 312, 206), 2, 196);
        example.ideal(11.0433489285, -3281.2647721, -2143.7998325);
        example.adjusted(10.8888893127, 10.8888893127, -3234.0002441, -2112.4445801);
        example.inCrop(32.666550, 65.333282, 163.333221, 130.666618, new PixelRect(2, 4, 12, 10));
        example.pixel(0, 0, 69, 194, 209);
        example.pixel(98, 98, 137.3673, 14.9133, 27);
        example.pixel(65, 130, 131.0306, 29.4235, 133.148);
    }

    @Test
    void case7() {
        Example example = new Example(new Box(10, 200, 610, 230), 2, 196);
        example.ideal(0.3488477906, -10.1428151, 22.9977250);
        example.adjusted(0.3487544358, 0.3520833254, -10.1138783, 22);
        example.inCrop(-6.626334, 92.416665, 202.626328, 102.979165, new PixelRect(-1, 6, 15, 8));
        example.pixel(98, 98, 224.6916, 81.092, 101);
        example.fill(0, 0);
        CellGrid grid = new CellGrid(14, 14, 14);
        assertEquals(new PixelRect(0, 6, 14, 8), grid.foreground(example.inCrop, Compat.FIXED));
        assertEquals(new PixelRect(13, 6, 14, 8), grid.foreground(example.inCrop, Compat.OFFICIAL));
    }

    @Test
    void case8() {
        Example example = new Example(new Box(50.5, 60.25, 200.75, 100.5), 5, 378);
        example.ideal(0.7990470848, 88.6197100, 124.7765906);
        example.adjusted(0.7988981009, 0.8012618423, 88, 124);
        example.inCrop(128.344354, 172.276026, 248.378794, 204.526815, new PixelRect(9, 12, 18, 15));
        example.pixel(189, 189, 17.8803, 55.3421, 157);
        example.pixel(126, 252, 117.3262, 194.1005, 157);
        example.pixel(377, 377, 105.0023, 123.871, 36);
    }

    @Test
    void bilinearRow() {
        assertArrayEquals(new float[] {10, 15, 23.3333f, 36.6667f, 60, 80}, resizedRow(6), 1e-3f);
        assertArrayEquals(new float[] {11.6667f, 30, 73.3333f}, resizedRow(3), 1e-3f);
    }

    /** The grey row 10, 20, 40, 80 resampled to a width. */
    private static float[] resizedRow(int width) {
        byte[] rgb = new byte[12];
        int[] row = {10, 20, 40, 80};
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) row[i / 3];
        }
        CropTransform stretch = new CropTransform(width / 4.0, 1, 0, 0);
        float[] crop = new Crop(width, 1, Normalization.BYTES).of(Image.of(4, 1, rgb), stretch, new float[3]);
        return Arrays.copyOf(crop, width);
    }

    @Test
    void aCropBesideTheImageIsPadding() {
        Crop crop = new Crop(56, 56, Normalization.BYTES);
        float[] written = new float[crop.elements()];
        CropTransform ideal = CropTransform.ideal(new Box(900, 100, 920, 130), 2, 56);
        CropTransform adjusted = crop.into(PICTURE, ideal, FILL, MemorySegment.ofArray(written), 0);
        assertTrue(Double.isNaN(adjusted.scaleX()) && Double.isNaN(adjusted.shiftX()), adjusted.toString());
        for (int i = 0; i < written.length; i++) {
            assertEquals(FILL[i / (56 * 56)], written[i]);
        }
    }

    @Test
    void writesOnlyItsOwnPlace() {
        Crop crop = new Crop(8, 6, Normalization.IMAGENET);
        float[] written = new float[crop.elements() + 7];
        Arrays.fill(written, -77);
        crop.into(PICTURE, CropTransform.ideal(new Box(1, 1, 9, 9), 2, 8, 6), FILL, MemorySegment.ofArray(written), 3);
        for (int i = 0; i < written.length; i++) {
            boolean own = i >= 3 && i < 3 + crop.elements();
            assertEquals(own, written[i] != -77, "element " + i);
        }
    }

    @Test
    void normalizesLikeTheNetworkExpects() {
        CropTransform ideal = CropTransform.ideal(new Box(50, 60, 90, 100), 2, 56);
        float[] bytes = new Crop(56, 56, Normalization.BYTES).of(PICTURE, ideal, FILL);
        float[] unit = new Crop(56, 56, Normalization.UNIT).of(PICTURE, ideal, FILL);
        float[] normalized = new Crop(56, 56, Normalization.IMAGENET).of(PICTURE, ideal, FILL);
        for (int i = 0; i < bytes.length; i++) {
            int channel = i / (56 * 56);
            double expected = (bytes[i] / 255.0 - Normalization.mean(channel)) / Normalization.deviation(channel);
            assertEquals(bytes[i] / 255f, unit[i]);
            assertEquals(expected, normalized[i], 1e-6);
        }
    }

    @Test
    void writingAllocatesNothingButTheMap() {
        Crop crop = new Crop(378, 378, Normalization.IMAGENET);
        MemorySegment to = MemorySegment.ofArray(new float[crop.elements()]);
        CropTransform ideal = CropTransform.ideal(new Box(100, 120, 180, 260), 5, 378);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            crop.into(PICTURE, ideal, FILL, to, 0);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 1024, least + " bytes allocated for a crop");
    }

    @Test
    void anEmptyBoxHasNoCrop() {
        assertThrows(IllegalArgumentException.class, () -> CropTransform.ideal(new Box(5, 5, 5, 9), 2, 196));
        assertThrows(IllegalArgumentException.class, () -> CropTransform.ideal(Box.NONE, 2, 196));
    }

    /** One row of the two tables; printed numbers have 7 to 10 digits. */
    private static final class Example {

        final Box inCrop;
        private final CropTransform ideal;
        private final CropTransform adjusted;
        private final int size;
        private final float[] written;

        Example(Box box, double areaFactor, int size) {
            this.size = size;
            Crop crop = new Crop(size, size, Normalization.BYTES);
            written = new float[crop.elements()];
            ideal = CropTransform.ideal(box, areaFactor, size);
            adjusted = crop.into(PICTURE, ideal, FILL, MemorySegment.ofArray(written), 0);
            inCrop = adjusted.toCrop(box);
        }

        void ideal(double scale, double shiftX, double shiftY) {
            assertEquals(scale, ideal.scaleX(), 1e-9);
            assertEquals(scale, ideal.scaleY(), 1e-9);
            assertEquals(shiftX, ideal.shiftX(), 1e-6);
            assertEquals(shiftY, ideal.shiftY(), 1e-6);
        }

        void adjusted(double scaleX, double scaleY, double shiftX, double shiftY) {
            assertEquals(scaleX, adjusted.scaleX(), 1e-9);
            assertEquals(scaleY, adjusted.scaleY(), 1e-9);
            assertEquals(shiftX, adjusted.shiftX(), 1e-6);
            assertEquals(shiftY, adjusted.shiftY(), 1e-6);
        }

        void inCrop(double x1, double y1, double x2, double y2, PixelRect cells) {
            assertEquals(x1, inCrop.x1(), 2e-6);
            assertEquals(y1, inCrop.y1(), 2e-6);
            assertEquals(x2, inCrop.x2(), 2e-6);
            assertEquals(y2, inCrop.y2(), 2e-6);
            assertEquals(cells, new CellGrid(size / 14, size / 14, 14).touched(inCrop));
        }

        void pixel(int row, int column, double... channels) {
            for (int c = 0; c < 3; c++) {
                double got = written[(c * size + row) * size + column];
                assertEquals(channels[c], got, 1e-3, "(" + row + "," + column + ") channel " + c);
            }
        }

        void fill(int row, int column) {
            pixel(row, column, FILL[0], FILL[1], FILL[2]);
        }
    }
}
