package io.spmtrack.eval.pair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spmtrack.engine.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepthTest {

    @TempDir
    private Path folder;

    /** The median is 1000, so 60000 is clipped to 3000: levels 0, 85, 85, 85 and 255. */
    @Test
    void distancesAreClippedScaledAndColoured() throws IOException {
        Depth depth = Depth.read(picture(BufferedImage.TYPE_USHORT_GRAY, 0, 1000, 1000, 1000, 60_000));
        byte[] rgb = depth.coloured(ColourOrder.RGB).rgb();
        assertArrayEquals(new int[] {0, 0, 128}, pixel(rgb, 0));
        assertArrayEquals(new int[] {0, 212, 255}, pixel(rgb, 1));
        assertArrayEquals(new int[] {128, 0, 0}, pixel(rgb, 4));
        assertArrayEquals(
                new int[] {255, 212, 0}, pixel(depth.coloured(ColourOrder.BGR).rgb(), 1));
    }

    @Test
    void nothingFartherThanTenMetresIsTold() {
        Depth depth = new Depth(4, 1, new int[] {0, 9000, 10_000, 40_000});
        byte[] rgb = depth.coloured(ColourOrder.RGB).rgb();
        assertArrayEquals(new int[] {128, 0, 0}, pixel(rgb, 2));
        assertArrayEquals(new int[] {128, 0, 0}, pixel(rgb, 3));
    }

    @Test
    void aPictureWithoutDistancesIsOfOneColour() {
        byte[] rgb = new Depth(3, 1, new int[3]).coloured(ColourOrder.RGB).rgb();
        assertArrayEquals(pixel(rgb, 0), pixel(rgb, 2));
    }

    @Test
    void coloursAndDamagedFilesAreRefused() throws IOException {
        Path colour = picture(BufferedImage.TYPE_3BYTE_BGR, 1);
        assertThrows(InputException.class, () -> Depth.read(colour));
        Path damaged =
                Files.write(folder.resolve("damaged.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        assertThrows(InputException.class, () -> Depth.read(damaged));
        assertThrows(InputException.class, () -> Depth.read(folder.resolve("missing.png")));
    }

    private Path picture(int type, int... values) throws IOException {
        BufferedImage picture = new BufferedImage(values.length, 1, type);
        for (int x = 0; x < values.length; x++) {
            picture.getRaster().setSample(x, 0, 0, values[x]);
        }
        Path file = folder.resolve("depth.png");
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    private static int[] pixel(byte[] rgb, int index) {
        return new int[] {rgb[3 * index] & 0xff, rgb[3 * index + 1] & 0xff, rgb[3 * index + 2] & 0xff};
    }
}
