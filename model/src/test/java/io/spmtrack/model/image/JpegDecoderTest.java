package io.spmtrack.model.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        return ImageFile.decodeJpeg(file, "test", decoder).rgb();
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
