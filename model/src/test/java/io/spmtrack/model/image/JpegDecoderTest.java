package io.spmtrack.model.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** libjpeg-turbo and the JDK's decoder give the same pixels, on made-up files of every kind and on the real frames. */
class JpegDecoderTest {

    /** Every how many of the real files is decoded twice; 1 decodes all. */
    private static final int STRIDE = Integer.getInteger("jpeg.stride", 8);

    @ParameterizedTest
    @ValueSource(strings = {"444", "444-unmarked", "422", "420", "420-progressive", "411", "grey", "ycck"})
    void decodersAgree(String name) throws IOException {
        requireTurbo();
        byte[] file = resource(name);
        assertArrayEquals(decode(file, JpegDecoder.TURBO), decode(file, JpegDecoder.IMAGE_IO));
    }

    @Test
    void verticallyHalvedChromaDiffersOnlyByItsInterpolation() throws IOException {
        requireTurbo();
        byte[] file = resource("440");
        byte[] turbo = decode(file, JpegDecoder.TURBO);
        byte[] imageIo = decode(file, JpegDecoder.IMAGE_IO);
        int largest = 0;
        for (int i = 0; i < turbo.length; i++) {
            largest = Math.max(largest, Math.abs((turbo[i] & 0xff) - (imageIo[i] & 0xff)));
        }
        System.out.println("4:4:0: largest difference between the decoders " + largest);
        assertTrue(largest > 0, "the JDK interpolates 4:4:0 now: correct JpegDecoder's Javadoc");
    }

    @Test
    void decodersAgreeOnRealFrames() throws IOException {
        requireTurbo();
        List<Path> files = realFiles();
        int decoded = 0;
        for (int i = 0; i < files.size(); i += STRIDE) {
            byte[] file = Files.readAllBytes(files.get(i));
            byte[] turbo = decode(file, JpegDecoder.TURBO);
            assertArrayEquals(
                    turbo, decode(file, JpegDecoder.IMAGE_IO), files.get(i).toString());
            decoded++;
        }
        System.out.println("pixel-identical by libjpeg-turbo and the JDK: " + decoded + " of " + files.size()
                + " real JPEG files (every " + STRIDE + "th; -Djpeg.stride=1 for all)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tall-444",
                "tall-422",
                "tall-440",
                "tall-420",
                "420-progressive",
                "tall-411",
                "tall-grey",
                "ycck"
            })
    void thePartOfASmallPictureIsThatOfTheWhole(String name) throws IOException {
        requireTurbo();
        byte[] file = resource(name);
        byte[] whole = decode(file, JpegDecoder.TURBO);
        int height = JpegHeader.parse(file).orElseThrow().height();
        for (int top = 0; top < height; top++) {
            for (int bottom = top + 1; bottom <= height; bottom++) {
                checkPart(file, whole, top, bottom);
            }
        }
    }

    /** Tall enough that rows are left out, with every subsampling of the real files and of those of the test. */
    @Test
    void thePartOfARealFrameIsThatOfTheWhole() throws IOException {
        requireTurbo();
        Random random = new Random(5);
        List<Path> files = realFiles();
        int shorter = 0;
        for (int i = 0; i < files.size(); i += 8 * STRIDE) {
            byte[] file = Files.readAllBytes(files.get(i));
            byte[] whole = decode(file, JpegDecoder.TURBO);
            int height = JpegHeader.parse(file).orElseThrow().height();
            for (int draw = 0; draw < 4; draw++) {
                int top = random.nextInt(height);
                shorter += checkPart(file, whole, top, top + 1 + random.nextInt(height - top)) ? 1 : 0;
            }
        }
        assertTrue(shorter > 20, "parts for which rows were left out: " + shorter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"444", "422", "440", "420", "411", "grey"})
    void whatEndsBelowThePartIsRefusedToo(String name) throws IOException {
        requireTurbo();
        byte[] file = resource("tall-" + name);
        byte[] whole = decode(file, JpegDecoder.TURBO);
        assertTrue(checkPart(file, whole, 3, 20));
        byte[] cut = Arrays.copyOf(file, file.length - 40);
        UnaryOperator<Box> part = bounds -> new Box(0, 3, 9, 20);
        assertThrows(InputException.class, () -> ImageFile.decodeJpeg(cut, "cut", JpegDecoder.TURBO, part));
        Image all = ImageFile.decodeJpeg(file, "empty", JpegDecoder.TURBO, bounds -> new Box(0, 0, 0, 0));
        assertArrayEquals(whole, all.rgb());
    }

    /** Rows wanted are those of the whole picture, others are black; says whether some were not decoded. */
    private static boolean checkPart(byte[] file, byte[] whole, int top, int bottom) {
        Box part = new Box(5, top, 6, bottom);
        Image image = ImageFile.decodeJpeg(file, "part", JpegDecoder.TURBO, bounds -> part);
        JpegHeader header = JpegHeader.parse(file).orElseThrow();
        byte[] expected = header.components() == 4 ? whole : new byte[whole.length];
        int stride = 3 * image.width();
        System.arraycopy(whole, top * stride, expected, top * stride, (bottom - top) * stride);
        assertArrayEquals(expected, image.rgb(), () -> "rows " + top + " to " + bottom);
        return JpegRows.of(part, header).decoded() < header.height();
    }

    @Test
    void theHeaderTellsTheColors() throws IOException {
        assertEquals(JpegHeader.Colors.YCC, header("444-unmarked").colors());
        assertEquals(JpegHeader.Colors.GREY, header("grey").colors());
        assertEquals(JpegHeader.Colors.YCCK, header("ycck").colors());
        assertEquals(37, header("420").width());
        assertEquals(29, header("420").height());
    }

    private static List<Path> realFiles() throws IOException {
        try (Stream<Path> files = Files.walk(SharedFolder.data())) {
            return files.filter(file -> file.toString().matches("(?i).*\\.jpe?g"))
                    .sorted()
                    .toList();
        }
    }

    private static void requireTurbo() {
        if (TurboJpeg.find().isEmpty()) {
            String reason =
                    "libjpeg-turbo (libturbojpeg.so.0) is not installed; -D" + TurboJpeg.LIBRARY + "=FILE names it";
            System.out.println("skipped: " + reason);
            Assumptions.abort(reason);
        }
    }

    private static byte[] decode(byte[] file, JpegDecoder decoder) {
        return ImageFile.decodeJpeg(file, "test", decoder, UnaryOperator.identity())
                .rgb();
    }

    private static JpegHeader header(String name) throws IOException {
        return JpegHeader.parse(resource(name)).orElseThrow();
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream stream = JpegDecoderTest.class.getResourceAsStream(name + ".jpg")) {
            return stream.readAllBytes();
        }
    }
}
