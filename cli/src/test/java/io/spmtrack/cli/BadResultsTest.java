package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code score} says of damaged results: one line with file and row, and whether scoring goes on. */
class BadResultsTest {
    private static final int FRAMES = 5;

    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        for (String name : new String[] {"A", "B"}) {
            write("data/" + name + "/groundtruth_rect.txt", rows(FRAMES));
            write("results/" + name + ".txt", rows(FRAMES));
        }
    }

    private static String rows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> i + "," + i + ",10,10\n")
                .collect(Collectors.joining());
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private Call score(String results, String... more) {
        String[] common = {"score", "--data", "otb:" + folder.resolve("data"), "--results", "" + folder.resolve(results)
        };
        return Call.of(IntStream.range(0, common.length + more.length)
                .mapToObj(i -> i < common.length ? common[i] : more[i - common.length])
                .toArray(String[]::new));
    }

    private static void stopped(Call call, String... parts) {
        assertEquals(2, call.code(), call.err());
        assertEquals(1, call.err().lines().count(), call.err());
        for (String part : parts) {
            assertTrue(call.err().contains(part), call.err());
        }
        assertTrue(call.err().strip().endsWith("(scoring stopped)"), call.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3,x,10,10 | line 3: 'x' is not a number",
                "3,10,10 | line 3: has 3 numbers",
                "1,1,2,1,2,2,1,2 | line 3: has 8 numbers",
                "inf,1,2,3 | line 3: 'inf' is not a number"
            })
    void aBadRowStops(String row, String said) throws IOException {
        write("results/A.txt", rows(2) + row + "\n" + rows(2));
        stopped(score("results"), "A.txt, " + said);
    }

    @Test
    void filesThatAreMissingOrEmptyStop() throws IOException {
        write("results/A.txt", "");
        stopped(score("results"), "A.txt: is empty");
        Files.delete(folder.resolve("results/A.txt"));
        stopped(score("results"), "results: no results for 1 of 2 sequences, the first is A");
    }

    @Test
    void tooFewRowsAreSaidOrStopByTheRule() throws IOException {
        write("results/A.txt", rows(3));
        String said = goesOn(score("results"));
        assertTrue(said.contains("A.txt, behind row 3: 3 rows for 5 frames; scoring goes on"), said);
        stopped(score("results", "--rule", "lasot"), "A.txt, row 4: A: only 3 result rows for 5 frames");
    }

    @Test
    void tooManyRowsAreSaidOrStopByTheRule() throws IOException {
        write("results/A.txt", rows(7));
        String said = goesOn(score("results"));
        assertTrue(said.contains("A.txt, row 6: 7 rows for 5 frames; scoring goes on"), said);
        Call json = score("results", "--json", "-");
        assertTrue(json.out().startsWith("{") || json.out().startsWith("["), "JSON alone: " + json.out());
        stopped(score("results", "--rule", "compatible"), "A.txt, row 6: A: 7 result rows for 5 frames");
    }

    @Test
    void rowsWithoutBoxAreSaid() throws IOException {
        write("results/A.txt", rows(2) + "nan,nan,nan,nan\nNaN,1,2,3\n5,5,10,10\n");
        String said = goesOn(score("results"));
        assertTrue(said.contains("A.txt, row 3: NaN instead of a box, in 2 of 5 rows; scoring goes on"), said);
    }

    private static String goesOn(Call call) {
        assertEquals(0, call.code(), call.err());
        assertEquals(1, call.err().lines().count(), call.err());
        return call.err();
    }

    @Test
    void goodResultsNeedNoWords() {
        Call call = score("results");
        assertEquals(0, call.code());
        assertEquals("", call.err());
    }

    @Test
    void zipsInTheWrongLayoutStop() throws IOException {
        zip("matlab.zip", "tracker/A.mat");
        stopped(score("matlab.zip"), "matlab.zip: no result files found; looked for NAME.txt");
        zip("inner.zip", "tracker.zip");
        stopped(score("inner.zip"), "inner.zip: holds zips, not result files", "tracker.zip");
        zip("others.zip", "tracker/other.txt");
        stopped(score("others.zip"), "others: no results for 2 of 2 sequences");
        write("text.zip", "hello");
        stopped(score("text.zip"), "text.zip: not a readable zip");
    }

    private void zip(String name, String entry) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(1);
        }
    }
}
