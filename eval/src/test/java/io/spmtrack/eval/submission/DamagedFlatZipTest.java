package io.spmtrack.eval.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    }

    private static Map<String, String> good() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("A.txt", "10.4,20,30,40\n1.5,2,3e1,4\n-1,2,3,0\n");
        files.put("B.txt", "1,2,3,4\r\n1,2,3,4\r\n");
        return files;
    }

    private List<String> violations(Map<String, String> files) throws Exception {
        return SubmissionCheck.violations(Zipped.write(folder.resolve("x.zip"), files), Server.TRACKINGNET, TWO);
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

    @ParameterizedTest
    @EnumSource
    void rowsAreChecked(DamagedRows rows) throws Exception {
        Map<String, String> files = good();
        files.put("A.txt", rows.text);
        List<String> violations = violations(files);
        String line = "A.txt: " + rows.line;
        assertTrue(violations.stream().anyMatch(each -> each.contains(line)), violations.toString());
        assertTrue(violations.stream().allMatch(each -> each.startsWith("x.zip") && !each.contains("\n")));
    }

    @Test
    void aGoodOneHasNone() throws Exception {
        assertEquals(List.of(), violations(good()));
    }
}
