package io.spmtrack.eval.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Zips that a server would refuse or, worse, score as they are. */
final class DamagedZipTest {
    private static final List<Expected> TWO =
            List.of(new Expected("A", 3, Box.xywh(10, 20, 30, 40)), new Expected("B", 2, Box.NONE));

    @TempDir
    private Path folder;

    /** What is done to a good zip, and the line that has to come of it. */
    enum Damage {
        MISSING_SEQUENCE("has no results of B", files -> {
            files.remove("t/B/B_001.txt");
            files.remove("t/B/B_time.txt");
        }),
        UNKNOWN_SEQUENCE("t/C/C_001.txt: is of no sequence", files -> files.put("t/C/C_001.txt", "1,2,3,4\n")),
        NO_TIMES("has no times of A", files -> files.remove("t/A/A_time.txt")),
        FEW_TIMES("A_time.txt: has 1 rows", files -> files.put("t/A/A_time.txt", "0.1\n")),
        NEGATIVE_TIME("A_time.txt: row 2 has a negative time", files -> files.put("t/A/A_time.txt", "0.1\n-1\n0.1\n")),
        GAP_IN_RUNS("has no run 002 of A", files -> {
            files.put("t/A/A_003.txt", files.get("t/A/A_001.txt"));
            files.put("t/B/B_002.txt", files.get("t/B/B_001.txt"));
        }),
        RUNS_DIFFER("has no run 002 of B", files -> files.put("t/A/A_002.txt", files.get("t/A/A_001.txt"))),
        TWO_TRACKERS("holds results of several trackers, t, u", files -> files.put("u/A/A_002.txt", "1")),
        FOREIGN_FILE("t/readme.md: does not belong here", files -> files.put("t/readme.md", "hello")),
        TOO_DEEP("x/t/A/A_001.txt: does not belong here", files -> files.put("x/t/A/A_001.txt", "1,2,3,4")),
        BACKSLASHES("t\\A\\A_001.txt: does not belong here", files -> files.put("t\\A\\A_001.txt", "1,2,3,4")),
        OUTSIDE("../A/A_001.txt: ", files -> files.put("../../A/A_001.txt", "1,2,3,4"));

        private final String line;

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<Map<String, String>> damage;

        Damage(String line, Consumer<Map<String, String>> damage) {
            this.line = line;
            this.damage = damage;
        }
    }

    private static Map<String, String> good() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("t/A/A_001.txt", "10.4,20,30,40\n1.5,2,3e1,4\n-1,2,3,0\n");
        files.put("t/A/A_time.txt", "0.1\n0.01\n0.01\n");
        files.put("t/B/B_001.txt", "1,2,3,4\r\n1,2,3,4\r\n");
        files.put("t/B/B_time.txt", "0.1,0.1\n0.01,0.2\n");
        return files;
    }

    private Path zip(Map<String, String> files) throws Exception {
        return Zipped.write(folder.resolve("x.zip"), files);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void theRightLine(Damage damage) throws Exception {
        Map<String, String> files = good();
        damage.damage.accept(files);
        List<String> violations = SubmissionCheck.violations(zip(files), Server.GOT10K, TWO);
        assertTrue(violations.stream().anyMatch(line -> line.contains(damage.line)), violations.toString());
        assertTrue(violations.stream().allMatch(line -> line.startsWith("x.zip") && !line.contains("\n")));
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreChecked(DamagedRows rows) throws Exception {
        Map<String, String> files = good();
        files.put("t/A/A_001.txt", rows.text);
        List<String> violations = SubmissionCheck.violations(zip(files), Server.GOT10K, TWO);
        String line = "A_001.txt: " + rows.line;
        assertTrue(violations.stream().anyMatch(each -> each.contains(line)), violations.toString());
        assertTrue(violations.stream().allMatch(each -> each.startsWith("x.zip") && !each.contains("\n")));
    }

    @Test
    void aGoodOneHasNone() throws Exception {
        assertEquals(List.of(), SubmissionCheck.violations(zip(good()), Server.GOT10K, TWO));
    }

    @Test
    void flatFilesForTrackingNet() throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("A.txt", "10,20,30,40\n1,2,3,4\n1,2,3,4\n");
        files.put("B.txt", "1,2,3,4\n1,2,3,4\n");
        assertEquals(List.of(), SubmissionCheck.violations(zip(files), Server.TRACKINGNET, TWO));
        files.put("t/A.txt", "10,20,30,40\n");
        List<String> violations = SubmissionCheck.violations(zip(files), Server.TRACKINGNET, TWO);
        assertTrue(violations.getFirst().contains("t/A.txt: does not belong here; files are NAME.txt"));
    }

    private Path changed(UnaryOperator<byte[]> change) throws Exception {
        Path file = zip(good());
        return Files.write(file, change.apply(Files.readAllBytes(file)));
    }

    @Test
    void whatIsNoZip() throws Exception {
        for (UnaryOperator<byte[]> damage : List.<UnaryOperator<byte[]>>of(
                bytes -> new byte[0],
                bytes -> "rar".getBytes(StandardCharsets.UTF_8),
                bytes -> Arrays.copyOf(bytes, 200))) {
            Path file = changed(damage);
            InputException refused =
                    assertThrows(InputException.class, () -> SubmissionCheck.violations(file, Server.GOT10K, TWO));
            assertTrue(refused.getMessage().contains("not a readable zip"), refused.getMessage());
        }
    }

    @Test
    void oneNameTwice() throws Exception {
        Map<String, String> files = good();
        files.put("t/A/A_002.txt", files.get("t/A/A_001.txt"));
        Path file = zip(files);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).replace("A_002.txt", "A_001.txt");
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        List<String> violations = SubmissionCheck.violations(file, Server.GOT10K, TWO);
        assertTrue(violations.stream().anyMatch(line -> line.contains("twice")), violations.toString());
    }
}
