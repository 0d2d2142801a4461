package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit}, and what {@code eval} leaves for servers and toolkits. */
final class SubmitTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void writeResults() throws IOException {
        run = Files.createDirectories(folder.resolve("run"));
        List<String> names = Files.readAllLines(testSet("trackingnet"));
        for (String name : names) {
            Files.writeString(run.resolve(name + ".txt"), "10.5,20,30,40\n11,21,30,40\n");
        }
    }

    /** The list of names that the check uses. */
    private static Path testSet(String server) {
        return SharedFolder.root()
                .resolve("eval/src/main/resources/io/spmtrack/eval/submission/" + server + "-test.txt");
    }

    @Test
    void aZipIsWrittenCheckedAndChecksItself() throws IOException {
        Call call = Call.of("submit", "trackingnet", run.toString()).succeeds();
        Path zip = run.resolve("TrackingNet-test.zip");
        assertTrue(call.out().contains(zip + ": 511 sequences"), call.out());
        assertTrue(Call.of("submit", "trackingnet", zip.toString())
                .succeeds()
                .out()
                .contains("in order"));
        Call other = Call.of("submit", "got10k", zip.toString());
        assertEquals(2, other.code());
        assertEquals(511 + 180, other.out().lines().count(), "a line for each foreign file and missing sequence");
        assertTrue(other.err().contains("691 rules are violated"), other.err());
        assertEquals(1, other.err().lines().count());
        Files.delete(run.resolve("-Dz7OIf54b0_0.txt"));
        Files.delete(zip);
        Call less = Call.of("submit", "trackingnet", run.toString());
        assertTrue(less.out().contains("has no results of -Dz7OIf54b0_0"), less.out());
        assertTrue(less.err().contains("1 rule is violated"), less.err());
        assertTrue(Files.notExists(zip));
    }

    @Test
    void wrongCallsAreOneLine() {
        assertTrue(Call.of("submit", "lasot", run.toString()).refused().contains("choose got10k or trackingnet"));
        assertTrue(Call.of("submit", "got10k", run.toString()).refused().contains("GOT-10k_Test_000001"));
        assertTrue(Call.of("submit", "trackingnet", run.toString(), "--runs", "3")
                .refused()
                .contains("--runs=3"));
        assertTrue(Call.of("submit", "got10k", run.toString(), "--name", "../x")
                .refused()
                .contains("name '../x'"));
    }

    private void clip(String root, String name) throws IOException {
        Path pictures = SquareClip.write(folder.resolve("clips").resolve(name));
        Path clip = Files.createDirectories(folder.resolve(root).resolve(name));
        for (int frame = 1; frame <= SquareClip.FRAMES; frame++) {
            Files.copy(
                    pictures.resolve(String.format("img/%04d.jpg", frame)),
                    clip.resolve(String.format("%08d.jpg", frame)));
        }
        List<String> rows = Files.readAllLines(pictures.resolve("groundtruth_rect.txt"));
        Files.writeString(clip.resolve("groundtruth.txt"), rows.getFirst() + "\n");
    }

    @Test
    void evalOfPartOfATestSetSaysWhatIsMissing() throws IOException {
        clip("got/test", "GOT-10k_Test_000001");
        Files.writeString(folder.resolve("got/test/list.txt"), "GOT-10k_Test_000001\n");
        Path out = folder.resolve("out");
        String data = "got10k:" + folder.resolve("got") + "?split=test";
        String[] eval = {
            "eval",
            "--data",
            data,
            "--baseline",
            "still",
            "--out",
            out.toString(),
            "--layout",
            "got10k",
            "--repeat",
            "2"
        };
        Call call = Call.of(eval).succeeds();
        assertTrue(call.out().contains("got10k-test: 1 of 180 sequences have results"), call.out());
        String first = "GOT-10k_Test_000001/GOT-10k_Test_000001";
        assertTrue(Files.exists(out.resolve("got10k/GOT-10k/box-never-moves").resolve(first + "_001.txt")), call.out());
        assertTrue(Files.exists(out.resolve("box-never-moves/got10k-test").resolve(first + "_time.txt")));
        assertTrue(Files.exists(out.resolve("box-never-moves/got10k-test").resolve(first + "_002.txt")));
        Call submit = Call.of("submit", "got10k", out.resolve("box-never-moves").toString(), "--data", data);
        assertEquals(179, submit.out().lines().count());
        assertTrue(submit.out().contains("has no results of GOT-10k_Test_000002"), submit.out());
    }

    @Test
    void aTreeForPyTracking() throws IOException {
        SquareClip.write(folder.resolve("data/One"));
        Path out = folder.resolve("out");
        Call call = Call.of(
                        "eval",
                        "--data",
                        "otb:" + folder.resolve("data"),
                        "--baseline",
                        "still",
                        "--out",
                        out.toString(),
                        "--layout",
                        "pytracking")
                .succeeds();
        assertTrue(call.out().contains("results as pytracking finds them"), call.out());
        Path file = out.resolve("pytracking/box-never-moves/default/One.txt");
        assertTrue(Files.readAllLines(file).getFirst().split("\t").length == 4);
        assertEquals(
                SquareClip.FRAMES,
                Files.readAllLines(out.resolve("pytracking/box-never-moves/default/One_time.txt"))
                        .size());
    }
}
