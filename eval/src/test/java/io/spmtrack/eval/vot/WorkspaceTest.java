package io.spmtrack.eval.vot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workspaces as the toolkit leaves them, and damaged ones. */
final class WorkspaceTest {
    private static final int FRAMES = 40;
    private static final String RUN = "results/T/baseline/a/a_00000000.txt";
    private static final String BACK = "results/T/baseline/a/a_00000029.txt";
    private static final String LONG = "results/T/longterm/a/a_001";

    @TempDir
    private Path folder;

    /**
     * One sequence of 40 frames with anchors at its begin and, backwards, at 29. The first run overlaps by 0.5 in 39 frames,
     * the second by 1 in the 9 behind the anchor and then no longer.
     */
    @BeforeEach
    void workspace() throws IOException {
        write("sequences/list.txt", "a\n");
        write("sequences/a/sequence", "name=a\nwidth=100\nheight=80\n");
        write("sequences/a/groundtruth.txt", "10,10,20,20\n".repeat(FRAMES));
        write("sequences/a/anchor.value", "1\n" + "0\n".repeat(28) + "-1\n");
        write(RUN, "1\n" + "10,10,20,10\n".repeat(39));
        write(BACK, "1\n" + "10.2,9.8,20,20\n".repeat(9) + "60,60,20,20\n".repeat(20));
        write(LONG + ".txt", "1\n" + "10,10,20,20\n".repeat(29) + "0\n".repeat(10));
        write(LONG + "_confidence.value", "\n" + "0.9\n".repeat(29) + "0.1\n".repeat(9) + "nan\n");
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    @Test
    void bothKindsOfExperiments() {
        Workspace workspace = Workspace.score(folder);
        assertEquals(List.of(), workspace.refused());
        assertEquals(2, workspace.scored().size());
        VotScore anchored = workspace.scored().get(0).score();
        // 40 of 40 and 10 of 30 frames before a failure, with overlaps of 39 times 0.5 and 9 times 1
        assertEquals(50.0 / 70, anchored.measures().get("R"), 1e-12);
        assertEquals((39 * 0.5 + 9) / 50, anchored.measures().get("A"), 1e-12);
        VotScore longTerm = workspace.scored().get(1).score();
        // 29 frames of confidence 0.9, all right, of 40
        assertEquals(1, longTerm.measures().get("Pr"), 1e-12);
        assertEquals(29.0 / 40, longTerm.measures().get("Re"), 1e-12);
    }

    /** Behind the failed run's 30 frames its sum of 9 counts on; the other run, of 40 frames, ended well. */
    @Test
    void expectedOverlap() {
        double sum = 0;
        for (int j = 115; j < 755; j++) {
            sum += 9.0 / (j - 1);
        }
        VotScore score = Workspace.score(folder).scored().getFirst().score();
        assertEquals(sum / 640, score.measures().get("EAO"), 1e-12);
    }

    private static byte[] packed(int rows, byte[]... regions) {
        ByteBuffer out = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 1).putInt(rows);
        for (byte[] region : regions) {
            out.put(region);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static byte[] rectangle(float... numbers) {
        ByteBuffer out = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN).put((byte) 1);
        for (float number : numbers) {
            out.putFloat(number);
        }
        return out.array();
    }

    private static byte[] shorts(int kind, int... numbers) {
        ByteBuffer out = ByteBuffer.allocate(1 + 2 * numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) kind);
        for (int number : numbers) {
            out.putShort((short) number);
        }
        return out.array();
    }

    /** The toolkit writes text or binary files; here the binary ones hold a code, rectangles and a mask. */
    @Test
    void binaryFiles() throws IOException {
        Workspace text = Workspace.score(folder);
        byte[][] regions = new byte[FRAMES][];
        regions[0] = new byte[] {0, 1, 0, 0, 0};
        for (int i = 1; i < FRAMES; i++) {
            regions[i] = i % 2 == 0 ? rectangle(10, 10, 20, 10) : shorts(3, 10, 10, 20, 10, 2, 0, 200);
        }
        Files.delete(folder.resolve(RUN));
        write(RUN.replace("txt", "bin"), packed(FRAMES, regions));
        assertEquals(text.scored(), Workspace.score(folder).scored());
    }

    @ParameterizedTest
    @CsvSource({
        "40, 'row 41: ', 0",
        "2, 'row 2: the file ends', 1",
        "2, row 1: a region of kind 9, 9",
        "2, row 1: 0 numbers, 2"
    })
    void damagedBinaryFiles(int rows, String why, int kind) throws IOException {
        Files.delete(folder.resolve(RUN));
        byte[][] regions = new byte[kind == 0 ? 41 : 1][];
        Arrays.fill(regions, kind == 1 ? rectangle(1, 2, 3, 4) : new byte[] {(byte) kind, 0, 0, 0, 0});
        write(RUN.replace("txt", "bin"), packed(kind == 0 ? 41 : rows, regions));
        String line = Workspace.score(folder).refused().getFirst();
        assertTrue(line.contains("a_00000000.bin") && line.contains(why), line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                RUN + " | 1,2,3 | a_00000000.txt, row 1: 3 numbers",
                RUN + " | 1,2,x,4 | a_00000000.txt, row 1: 'x' is no number",
                RUN + " | 1 | a_00000000.txt, behind row 1: 1 rows for a run of 40 frames",
                RUN + " | m1,2,3,4,99 | a_00000000.txt, row 1: the runs of a mask",
                LONG + "_confidence.value | high | a_001_confidence.value, row 1: 'high' is no number",
                LONG + "_confidence.value | 0.5 | a_001_confidence.value: 1 rows for 40 frames",
                LONG + ".txt | 2 | a_001.txt, behind row 1",
            })
    void damagedRunsAreLeftOut(String file, String text, String why) throws IOException {
        write(file, text + "\n");
        Workspace workspace = Workspace.score(folder);
        assertEquals(1, workspace.scored().size());
        assertEquals(1, workspace.refused().size());
        String line = workspace.refused().getFirst();
        assertTrue(line.contains(why) && line.lines().count() == 1, line);
    }

    @ParameterizedTest
    @CsvSource({
        RUN + ", has no a_00000000.txt",
        BACK + ", has no a_00000029.txt",
        LONG + "_confidence.value, no such file"
    })
    void unfinishedRunsAreLeftOut(String file, String why) throws IOException {
        Files.delete(folder.resolve(file));
        List<String> refused = Workspace.score(folder).refused();
        assertEquals(1, refused.size());
        assertTrue(refused.getFirst().contains(why), refused.getFirst());
    }

    @Test
    void oldSupervisedRunsAreNotScored() throws IOException {
        write(LONG + ".txt", "1\n2\n" + "10,10,20,20\n".repeat(38));
        assertTrue(Workspace.score(folder).refused().getFirst().contains("supervised"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sequences/a/groundtruth.txt | 1,2,3 | groundtruth.txt, row 1: 3 numbers",
                "sequences/a/groundtruth_1.txt | 1,2,3,4 | several objects",
                "sequences/a/sequence | name=a | size of pictures is not known",
                "sequences/a/sequence | width=0 | size of pictures is not known",
                "sequences/a/sequence | length=many | length='many': a number",
                "sequences/list.txt | ../a | is not the name of a sequence",
                "sequences/list.txt | b | b",
            })
    void damagedTruthStops(String file, String text, String why) throws IOException {
        write(file, text + "\n");
        String message = assertThrows(InputException.class, () -> Workspace.score(folder))
                .getMessage();
        assertTrue(message.contains(why) && message.lines().count() == 1, message);
    }

    /** Nine frames more in which neither has a region: they overlap by 1 in the toolkit, and recall exceeds 1. */
    @Test
    void truthThatEndsEarlyIsUnknownThere() throws IOException {
        write("sequences/a/groundtruth.txt", "10,10,20,20\n".repeat(30));
        write("sequences/a/sequence", "width=100\nheight=80\nlength=40\n");
        VotScore longTerm = Workspace.score(folder).scored().get(1).score();
        assertEquals((29 + 9) / 30.0, longTerm.measures().get("Re"), 1e-12);
    }

    @Test
    void whatIsNoWorkspace() {
        assertThrows(InputException.class, () -> Workspace.score(folder.resolve("results")));
    }
}
