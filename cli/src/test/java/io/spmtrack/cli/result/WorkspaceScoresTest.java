package io.spmtrack.cli.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.cli.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code score --vot}. */
class WorkspaceScoresTest {
    @TempDir
    Path folder;

    @BeforeEach
    void workspace() throws IOException {
        write("sequences/a/sequence", "width=100\nheight=80\n");
        write("sequences/a/groundtruth.txt", "10,10,20,20\n".repeat(800));
        write("sequences/a/anchor.value", "1\n");
        write("results/T/baseline/a/a_00000000.txt", "1\n" + "10,10,20,10\n".repeat(799));
        write("results/T/longterm/a/a_001.txt", "1\n" + "10,10,20,20\n".repeat(799));
        write("results/T/longterm/a/a_001_confidence.value", "1\n".repeat(800));
        write("results/U/baseline/a/a_00000000.txt", "1\n1,2,3\n");
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aTableForEachKind() {
        Call call = Call.of("score", "--vot", folder.toString());
        assertEquals(0, call.code(), call.err());
        assertTrue(
                call.out().lines().anyMatch(line -> line.matches("T +baseline +1 +50\\.0 +49\\.9 +100\\.0")),
                call.out());
        assertTrue(
                call.out().lines().anyMatch(line -> line.matches("T +longterm +1 +99\\.9 +99\\.9 +99\\.9")),
                call.out());
        assertTrue(
                call.err()
                        .strip()
                        .endsWith("a_00000000.txt, row 2: 3 numbers: 1 (a code), 4 (x,y,width,height) or an"
                                + " even number of corners is expected (left out, scoring goes on)"),
                call.err());
    }

    @Test
    void jsonToStandardOutputIsAlone() {
        Call call = Call.of("score", "--vot", folder.toString(), "--json", "-");
        assertTrue(call.out().startsWith("{") && call.out().contains("\"EAO\" : 0.5"), call.out());
    }

    @Test
    void nothingToScoreIsAWrongCall() throws IOException {
        Files.delete(folder.resolve("sequences/a/groundtruth.txt"));
        Call call = Call.of("score", "--vot", folder.toString());
        assertEquals(2, call.code());
        assertTrue(call.err().strip().endsWith("(scoring stopped)"), call.err());
        assertEquals(
                2, Call.of("score", "--vot", folder.toString(), "--ceiling").code());
        assertEquals(2, Call.of("score", "--data", "otb:" + folder).code());
    }
}
