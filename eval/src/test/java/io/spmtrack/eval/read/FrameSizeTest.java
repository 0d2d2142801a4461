package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.layout.FileFrames;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The size of a picture from its header, and one clear line whatever the header holds. */
class FrameSizeTest {
    private static final int HEADER = 64;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bmp", "gif", "png", "jpg"})
    void damagedHeadersAreBadInput(String format) throws IOException {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(new BufferedImage(7, 5, BufferedImage.TYPE_3BYTE_BGR), format, picture));
        FileFrames frames = new FileFrames(folder, List.of("a." + format));
        Files.write(folder.resolve("a." + format), picture.toByteArray());
        assertEquals(new FrameSize(7, 5), frames.frameSize());
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = picture.toByteArray();
            for (int change = 0; change < 3; change++) {
                bytes[random.nextInt(Math.min(HEADER, bytes.length))] = (byte) random.nextInt();
            }
            Files.write(folder.resolve("a." + format), bytes);
            try {
                frames.frameSize();
            } catch (InputException e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "some headers are beyond repair");
    }
}
