package io.spmtrack.eval.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Zips that TrackingNet's server would refuse or, worse, score as they are. */
final class DamagedFlatZipTest {
    private static final List<Expected> TWO =
            List.of(new Expected("A", 3, Box.xywh(10, 20, 30, 40)), new Expected("B", 2, Box.NONE));

    @TempDir
    private Path folder;

    /** What is done to a good zip, and the line that has to come of it. */
    enum Damage {
        MISSING_SEQUENCE("has no results of B", files -> files.remove("B.txt")),
        NOTHING("has no results of A", Map::clear),
        UNKNOWN_SEQUENCE("C.txt: is of no sequence", files -> files.put("C.txt", "1,2,3,4\n")),
        OTHER_CASE("a.txt: is of no sequence", files -> files.put("a.txt", files.remove("A.txt"))),
        FEW_ROWS("A.txt: has 2 rows, the sequence has 3 frames", rows("10,20,30,40\n1,2,3,4\n")),
        MANY_ROWS("A.txt: has 4 rows, the sequence has 3 frames", rows("10,20,30,40\n1,2,3,4\n1,2,3,4\n1,2,3,4")),
        FIRST_ROW_ONLY("A.txt: has 1 rows, the sequence has 3 frames", rows("10,20,30,40\n")),
        EMPTY_FILE("A.txt: is empty", rows("")),
        LETTERS("A.txt: row 2 has 'x', which is no number", rows("10,20,30,40\n1,x,3,4\n1,2,3,4")),
        NAN("A.txt: row 3 has 'nan', which is no number", rows("10,20,30,40\n1,2,3,4\n1,2,3,nan")),
        INFINITE("A.txt: row 3 has 'inf', which is no number", rows("10,20,30,40\n1,2,3,4\n1,2,inf,4")),
        THREE_COLUMNS("A.txt: row 2 has 3 numbers", rows("10,20,30,40\n1,2,3\n1,2,3,4")),
        FIVE_COLUMNS("A.txt: row 1 has 5 numbers", rows("10,20,30,40,0.9\n1,2,3,4,0.9\n1,2,3,4,0.9")),
        FRAME_NUMBERS("A.txt: row 1 has 5 numbers", rows("1,10,20,30,40\n2,1,2,3,4\n3,1,2,3,4")),
        EIGHT_COLUMNS("A.txt: row 1 has 8 numbers", rows("1,2,3,4,5,6,7,8\n".repeat(3))),
        TABS("A.txt: row 1 has '10?20?30?40', which is no number", rows("10\t20\t30\t40\n".repeat(3))),
        SEMICOLONS("A.txt: row 1 has '10;20;30;40', which is no number", rows("10;20;30;40\n".repeat(3))),
        DECIMAL_COMMAS("A.txt: row 1 has 8 numbers", rows("10,0,20,0,30,0,40,0\n".repeat(3))),
        HEADER("A.txt: row 1 has 'x', which is no number", rows("x,y,w,h\n10,20,30,40\n1,2,3,4\n")),
        EMPTY_ROW("A.txt: row 2 is empty", rows("10,20,30,40\n\n1,2,3,4")),
        OTHER_FIRST_BOX(
                "A.txt: row 1 is not the given box 10.0,20.0,30.0,40.0", rows("11.5,20,30,40\n1,2,3,4\n1,2,3,4")),
        CORNERS("A.txt: row 2 has a box of negative size", rows("10,20,30,40\n90,80,-70,5\n1,2,3,4")),
        IN_A_FOLDER("t/A.txt: does not belong here", files -> files.put("t/A.txt", files.remove("A.txt"))),
        AS_FOR_GOT10K("A/A_001.txt: does not belong here", files -> files.put("A/A_001.txt", files.remove("A.txt"))),
        TIMES("A_time.txt: ", files -> files.put("A_time.txt", "0.1\n0.1\n0.1\n")),
        OTHER_ENDING("A.csv: does not belong here", files -> files.put("A.csv", files.remove("A.txt"))),
        FOREIGN_FILE("readme.md: does not belong here", files -> files.put("readme.md", "hello")),
        BACKSLASHES("t\\A.txt: is of no sequence", files -> files.put("t\\A.txt", "1,2,3,4")),
        OUTSIDE("../A.txt: ", files -> files.put("../A.txt", "1,2,3,4"));

        private final String line;

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<Map<String, String>> damage;

        Damage(String line, Consumer<Map<String, String>> damage) {
            this.line = line;
            this.damage = damage;
        }

        private static Consumer<Map<String, String>> rows(String text) {
            return files -> files.put("A.txt", text);
        }
    }

    private static Map<String, String> good() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("A.txt", "10.4,20,30,40\n1.5,2,3e1,4\n-1,2,3,0\n");
        files.put("B.txt", "1,2,3,4\r\n1,2,3,4\r\n");
        return files;
    }

    private List<String> violations(Map<String, String> files) throws Exception {
        Path file = folder.resolve("x.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> each : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return SubmissionCheck.violations(file, Server.TRACKINGNET, TWO);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void theRightLine(Damage damage) throws Exception {
        Map<String, String> files = good();
        damage.damage.accept(files);
        List<String> violations = violations(files);
        assertTrue(violations.stream().anyMatch(line -> line.contains(damage.line)), violations.toString());
        assertTrue(violations.stream().allMatch(line -> line.startsWith("x.zip") && !line.contains("\n")));
    }

    @Test
    void aGoodOneHasNone() throws Exception {
        assertEquals(List.of(), violations(good()));
    }
}
