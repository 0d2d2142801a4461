package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {
    @TempDir
    private Path folder;

    /** The clip and its tracking are the same everywhere, up to rounding. */
    @Test
    void tracksItsClip() throws Exception {
        Call call = Call.of("demo", "--out", folder.toString()).succeeds();
        Matcher mean =
                Pattern.compile("mean overlap with the true box: (0\\.\\d\\d)").matcher(call.out());
        assertTrue(mean.find(), call.out());
        assertTrue(Double.parseDouble(mean.group(1)) > 0.6, mean.group());
        assertTrue(Files.readString(folder.resolve("boxes.html")).contains("<h3>Frame 10</h3>"));
        assertTrue(Files.exists(folder.resolve("video.mp4")) || Files.exists(folder.resolve("frames/000002.jpg")));
        assertTrue(call.out().contains("./spmtrack track clip.mp4 --box"), call.out());
        assertEquals(
                "",
                call.err()
                        .lines()
                        .filter(line -> line.contains("Exception"))
                        .findFirst()
                        .orElse(""));
    }
}
