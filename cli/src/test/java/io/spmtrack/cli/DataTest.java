package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data ls}, {@code doctor} and {@code show}. */
final class DataTest {
    @TempDir
    private Path folder;

    @Test
    void lsListsWhatIsThere() throws IOException {
        SquareClip.write(folder.resolve("Ball"));
        Call call = Call.of("data", "ls", "otb:" + folder).succeeds();
        assertTrue(call.out().startsWith("otb/Ball\t" + SquareClip.FRAMES + "\t"), call.out());
        assertTrue(call.out().contains("otb: 1 sequences, " + SquareClip.FRAMES + " frames, 1 targets"), call.out());
        assertEquals(
                1,
                Call.of("data", "ls", "--count", "otb:" + folder)
                        .succeeds()
                        .out()
                        .lines()
                        .count());
    }

    @Test
    void doctorTellsByItsExitCode() throws Exception {
        Path clip = SquareClip.write(folder.resolve("Ball"));
        assertTrue(Call.of("data", "doctor", "otb:" + folder).succeeds().out().contains("nothing is wrong"));
        Files.delete(clip.resolve("img/0002.jpg"));
        Call call = Call.of("data", "doctor", "--deep", "--json", "-", "otb:" + folder);
        assertEquals(1, call.code(), call.err());
        JsonNode found = new ObjectMapper().readTree(call.out()).at("/datasets/0");
        assertTrue(found.get("wrong").asBoolean());
        assertEquals(1, found.get("findings").size(), call.out());
        assertTrue(Call.of("data", "doctor", "synthetic:").refused().contains("on the fly"));
        assertTrue(Call.of("data", "doctor", "lasot").refused().contains("no folder is known"));
    }

    @Test
    void showMakesASampleAgain() {
        String[] pictures = {"first.png", "second.png"};
        for (String name : pictures) {
            Call call = Call.of(
                            "data",
                            "show",
                            "synthetic:?size=128x96&length=16",
                            "--preset",
                            "tiny",
                            "--sample",
                            "123",
                            "--out",
                            folder.resolve(name).toString())
                    .succeeds();
            assertTrue(call.out().contains("synthetic-train/"), call.out());
        }
        assertArrayEquals(
                Image.read(folder.resolve(pictures[0])).rgb(),
                Image.read(folder.resolve(pictures[1])).rgb());
    }

    @Test
    void showKnowsASampleOfARun() {
        Call.of(
                        "data",
                        "show",
                        "--run",
                        Call.trained().toString(),
                        "--sample",
                        "5",
                        "--out",
                        folder.resolve("run.png").toString())
                .succeeds();
        assertTrue(Files.exists(folder.resolve("run.png")));
    }

    /** Without the data of the paper, the preset says where it looked. */
    @Test
    void theOfficialMixtureIsAskedFor() {
        String line =
                Call.of("data", "show", "--preset", "base", "--sample", "0").refused();
        assertTrue(line.contains("lasot: no folder is known"), line);
        assertTrue(line.contains("data/lasot"), line);
    }
}
