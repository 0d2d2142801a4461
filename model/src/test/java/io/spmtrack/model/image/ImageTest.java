package io.spmtrack.model.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of every kind keep their stored values; damaged ones are refused by name. */
class ImageTest {

    private static final Image PICTURE = picture(23, 17);

    @TempDir
    Path folder;

    private static Image picture(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 37 + i / 7);
        }
        return Image.of(width, height, rgb);
    }

    private static byte[] encoded(BufferedImage picture, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture, format, bytes), format);
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void losslessFormatsKeepEveryByte(String format) throws IOException {
        Image read = Image.decode(encoded(PICTURE.toBufferedImage(), format), "picture");
        assertArrayEquals(PICTURE.rgb(), read.rgb());
    }

    @Test
    void greyStaysAsStored() throws IOException {
        BufferedImage grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 256; x++) {
            grey.getRaster().setSample(x, 0, 0, x);
        }
        for (String format : List.of("png", "bmp")) {
            Image read = Image.decode(encoded(grey, format), "grey");
            for (int i = 0; i < 3 * 256; i++) {
                assertEquals(i / 3, read.rgb()[i] & 0xff);
            }
        }
    }

    @Test
    void transparencyIsDropped() throws IOException {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, 0x00102030);
        picture.setRGB(1, 0, 0x80a0b0c0);
        byte[] expected = {0x10, 0x20, 0x30, (byte) 0xa0, (byte) 0xb0, (byte) 0xc0};
        assertArrayEquals(
                expected, Image.decode(encoded(picture, "png"), "picture").rgb());
        assertArrayEquals(expected, Image.of(picture).rgb());
    }

    @Test
    void palettesBecomeColors() throws IOException {
        byte[] red = {0, (byte) 200, 30};
        byte[] green = {1, 100, 60};
        byte[] blue = {2, 50, (byte) 250};
        IndexColorModel palette = new IndexColorModel(2, 3, red, green, blue);
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        for (int x = 0; x < 3; x++) {
            picture.getRaster().setSample(x, 0, 0, x);
        }
        byte[] expected = {0, 1, 2, (byte) 200, 100, 50, 30, 60, (byte) 250};
        for (String format : List.of("png", "gif")) {
            assertArrayEquals(
                    expected, Image.decode(encoded(picture, format), "picture").rgb(), format);
        }
    }

    @Test
    void sixteenBitsKeepTheHighByte() throws IOException {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        picture.getRaster().setSample(0, 0, 0, 0x12ff);
        picture.getRaster().setSample(1, 0, 0, 0xfe01);
        byte[] expected = {0x12, 0x12, 0x12, (byte) 0xfe, (byte) 0xfe, (byte) 0xfe};
        assertArrayEquals(
                expected, Image.decode(encoded(picture, "png"), "picture").rgb());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif", "jpg"})
    void truncatedFilesAreRefusedByName(String format) throws IOException {
        byte[] whole = encoded(picture(120, 90).toBufferedImage(), format);
        for (int length : new int[] {whole.length - whole.length / 10, whole.length / 2, 40, 12, 3, 0}) {
            byte[] part = Arrays.copyOf(whole, length);
            String name = format + " cut to " + length;
            InputException refusal = assertThrows(InputException.class, () -> Image.decode(part, name), name);
            assertTrue(refusal.getMessage().startsWith(name + ": "), refusal.getMessage());
            assertEquals(1, refusal.getMessage().lines().count());
        }
    }

    @Test
    void bothDecodersRefuseATruncatedJpeg() throws IOException {
        byte[] whole = JpegDecoderTest.resource("420");
        byte[] part = Arrays.copyOf(whole, whole.length * 3 / 4);
        for (JpegDecoder decoder : JpegDecoder.values()) {
            if (decoder == JpegDecoder.IMAGE_IO || TurboJpeg.find().isPresent()) {
                assertThrows(
                        InputException.class,
                        () -> ImageFile.decodeJpeg(part, "cut.jpg", decoder, UnaryOperator.identity()));
            }
        }
    }

    @Test
    void flippedBytesNeverEscapeAsAnotherError() throws IOException {
        for (String format : List.of("png", "bmp", "gif", "jpg")) {
            byte[] whole = encoded(picture(40, 30).toBufferedImage(), format);
            for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 200)) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) 0x5a;
                try {
                    Image.decode(damaged, "damaged");
                } catch (InputException refused) {
                    assertTrue(refused.getMessage().startsWith("damaged: "), refused.getMessage());
                }
            }
        }
    }

    @Test
    void hugeClaimsAreRefusedBeforeAllocation() throws IOException {
        byte[] jpeg = JpegDecoderTest.resource("420");
        for (int i = 0; i + 9 < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
                Arrays.fill(jpeg, i + 5, i + 9, (byte) 0xff);
            }
        }
        String message = assertThrows(InputException.class, () -> Image.decode(jpeg, "huge.jpg"))
                .getMessage();
        assertTrue(message.contains("huge.jpg") && message.contains("65535x65535"), message);
    }

    @Test
    void missingAndForeignFilesAreNamed() throws IOException {
        Path missing = folder.resolve("none.jpg");
        Path text = folder.resolve("text.jpg");
        Files.writeString(text, "not a picture");
        for (Path file : List.of(missing, text, folder)) {
            String message =
                    assertThrows(InputException.class, () -> Image.read(file)).getMessage();
            assertTrue(message.startsWith(file + ": "), message);
        }
    }

    @Test
    void orientationAndProfilesAreIgnored() throws IOException {
        byte[] plain = JpegDecoderTest.resource("444");
        byte[] expected = Image.decode(plain, "plain").rgb();
        // An APP1 segment that asks for a quarter turn and an APP2 segment with half a profile.
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] profile = {
            (byte) 0xff, (byte) 0xe2, 0, 18, 'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, 1, 1, 9, 9
        };
        ByteArrayOutputStream marked = new ByteArrayOutputStream();
        marked.write(plain, 0, 2);
        marked.writeBytes(exif);
        marked.writeBytes(profile);
        marked.write(plain, 2, plain.length - 2);
        assertArrayEquals(expected, Image.decode(marked.toByteArray(), "marked").rgb());
        byte[] jdk = ImageFile.decodeJpeg(
                        marked.toByteArray(), "marked", JpegDecoder.IMAGE_IO, UnaryOperator.identity())
                .rgb();
        assertArrayEquals(expected, jdk);
    }

    @Test
    void writtenPicturesAreReadBack() throws IOException {
        Path png = folder.resolve("picture.png");
        Path jpeg = folder.resolve("picture.JPG");
        Image smooth = smooth();
        ImageWriter.write(smooth, png);
        ImageWriter.write(smooth, jpeg);
        assertArrayEquals(smooth.rgb(), Image.read(png).rgb());
        byte[] lossy = Image.read(jpeg).rgb();
        for (int i = 0; i < lossy.length; i++) {
            assertEquals(smooth.rgb()[i] & 0xff, lossy[i] & 0xff, 12);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
        assertThrows(InputException.class, () -> ImageWriter.write(smooth, folder.resolve("picture.tiff")));
        assertThrows(InputException.class, () -> ImageWriter.write(smooth, folder.resolve("none/picture.png")));
    }

    private static Image smooth() {
        byte[] rgb = new byte[3 * 64 * 48];
        for (int i = 0; i < 64 * 48; i++) {
            rgb[3 * i] = (byte) (40 + 2 * (i % 64));
            rgb[3 * i + 1] = (byte) (30 + 3 * (i / 64));
            rgb[3 * i + 2] = (byte) (90 + i % 64);
        }
        return Image.of(64, 48, rgb);
    }

    @Test
    void drawsAnOutlineAndLeavesTheOriginal() {
        Image black = Image.of(20, 10, new byte[600]);
        Image drawn = black.withBox(new Box(3, 2, 9, 7), 0xff8000, 1);
        assertEquals(0, sum(black));
        // The outer edge runs from (3, 2) to (10, 8) and the line is one pixel thick.
        assertEquals((7 * 6 - 5 * 4) * (255L + 128), sum(drawn));
        assertEquals(0, sum(black.withBox(Box.NONE, 0xffffff, 3)));
        assertEquals(0, sum(black.withBox(new Box(100, 100, 120, 130), 0xffffff, 3)));
        assertTrue(sum(black.withBox(new Box(-5, -5, 500, 5), 0xffffff, 3)) > 0);
    }

    private static long sum(Image image) {
        long sum = 0;
        for (byte value : image.rgb()) {
            sum += value & 0xff;
        }
        return sum;
    }

    @Test
    void sizesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Image.of(0, 3, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> Image.of(2, 2, new byte[11]));
        assertThrows(IllegalArgumentException.class, () -> Image.of(1 << 15, 1 << 14, new byte[3]));
    }
}
