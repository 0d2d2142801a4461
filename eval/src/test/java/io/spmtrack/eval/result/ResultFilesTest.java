package io.spmtrack.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFilesTest {

    private static final SequenceResult RESULT = new SequenceResult(
            "bird-1",
            List.of(
                    new TrackedFrame(Box.xywh(10, 20, 30, 40), 1, 0.25),
                    new TrackedFrame(Box.xywh(11.25, 20.5, 1234.75, 40), 0.5, 0.0125),
                    new TrackedFrame(Box.xywh(-3.5, 0, 0, 0), 0.125, 0.01)));

    private final Locale before = Locale.getDefault();

    @TempDir
    Path folder;

    @AfterEach
    void locale() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrites(ResultFormat format) {
        Locale.setDefault(Locale.GERMANY);
        Path file = ResultWriter.write(RESULT, format, folder.resolve("tracker"));
        ResultSet set = ResultSet.open(folder.resolve("tracker"));
        assertEquals(List.of("bird-1"), List.copyOf(set.names()), file.toString());
        SequenceResult read = set.read("bird-1").startingAt(Box.xywh(10, 20, 30, 40));
        assertEquals(RESULT.boxes(), read.boxes());
        if (format == ResultFormat.CSV || format == ResultFormat.JSON) {
            assertEquals(RESULT, read);
        }
    }

    @Test
    void formatsAreThoseOfTheBenchmarks() throws IOException {
        assertEquals("11.250\t20.500\t1234.750\t40.000", line(ResultFormat.OTB, "bird-1.txt", 1));
        assertEquals("11.2500,20.5000,1234.7500,40.0000", line(ResultFormat.GOT10K, "bird-1/bird-1_001.txt", 1));
        assertEquals("0.01250000", line(ResultFormat.GOT10K, "bird-1/bird-1_time.txt", 1));
        assertEquals("11.25,20.50,1234.75,40.00", line(ResultFormat.TRACKINGNET, "bird-1/bird-1.txt", 1));
        assertEquals("1", line(ResultFormat.VOT, "bird-1/bird-1_001.txt", 0));
        assertEquals("0.500000", line(ResultFormat.VOT, "bird-1/bird-1_001_confidence.value", 1));
        assertEquals("1,11.2500,20.5000,1234.7500,40.0000,0.500000,12.500", line(ResultFormat.CSV, "bird-1.csv", 2));
    }

    /** A column or a word more where a target was lost, and nothing more where it never was. */
    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON"})
    void lostTargets(ResultFormat format) throws IOException {
        SequenceResult result = new SequenceResult(
                "bird-2",
                List.of(
                        new TrackedFrame(Box.xywh(10, 20, 30, 40), 1, 0.25),
                        new TrackedFrame(Box.NONE, 0.125, 0.01, true)));
        Path file = ResultWriter.write(result, format, folder.resolve("lost"));
        assertTrue(Files.readString(file).contains("lost"), file.toString());
        assertEquals(result, ResultSet.open(folder.resolve("lost")).read("bird-2"));
    }

    private String line(ResultFormat format, String file, int line) throws IOException {
        Path out = folder.resolve(format.label());
        ResultWriter.write(RESULT, format, out);
        List<String> lines = Files.readAllLines(out.resolve(file));
        assertEquals(format == ResultFormat.CSV ? 4 : 3, lines.size());
        return lines.get(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2,3,4\n5,6,7,8\n",
                "1\t2\t3\t4\r\n5\t6\t7\t8\r\n",
                "1 2  3 4\n5 6 7 8",
                "1;2;3;4;\n5;6;7;8;\n",
                "1e0, 2.0, .3e1, 4,\n+5, 6, 7, 80E-1,\n\n"
            })
    void readsEverySeparator(String text) {
        SequenceResult result = ResultFile.parse(text.getBytes(StandardCharsets.UTF_8), "a.txt", "a");
        assertEquals(List.of(Box.xywh(1, 2, 3, 4), Box.xywh(5, 6, 7, 8)), result.boxes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1,2,3\n",
                "1,2,3,4\n1,2,x,4\n",
                "frame,x,y,width,height,confidence,milliseconds\n",
                "frame,x,y,width,height,confidence,milliseconds\n1,2,3,4,5,6,7\n",
                "{\"frames\": [{\"frame\": 0, \"box\": [1, 2, 3]}]}",
                "{\"frames\": [{\"frame\": 0, \"box\": [1, 2, 3, \"<b>\"]}]}",
                "{\"frames\": "
            })
    void refusesWithTheNameOfTheFile(String text) {
        InputException refusal = assertThrows(
                InputException.class,
                () -> ResultFile.parse(text.getBytes(StandardCharsets.UTF_8), "a/bird.txt", "bird"));
        assertTrue(refusal.getMessage().startsWith("a/bird.txt"), refusal.getMessage());
        assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
    }

    @Test
    void leavesNoOtherFilesBehind() throws IOException {
        for (int again = 0; again < 2; again++) {
            ResultWriter.write(RESULT, ResultFormat.OTB, folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("bird-1.txt")), files.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../bird", "a/b", "", ".hidden", "a\\b"})
    void neverWritesOutsideOfItsFolder(String name) {
        SequenceResult result = new SequenceResult(name, RESULT.frames());
        assertThrows(InputException.class, () -> ResultWriter.write(result, ResultFormat.OTB, folder));
    }

    @Test
    void readsTheLayoutOfGot10kFromAZip() {
        ResultSet set = ResultSet.open(SharedFolder.data("got10k_results/siamfcpp_googlenet-val_test.zip"));
        assertEquals(360, set.names().size());
        SequenceResult result = set.read("GOT-10k_Val_000001");
        assertEquals(Box.xywh(178, 220, 456, 315), result.boxes().getFirst());
    }

    @Test
    void saysWhatItLookedFor() {
        assertThrows(InputException.class, () -> ResultSet.open(folder.resolve("absent")));
        InputException empty = assertThrows(InputException.class, () -> ResultSet.open(folder));
        assertTrue(empty.getMessage().contains("looked for"), empty.getMessage());
        assertThrows(InputException.class, () -> ResultFormat.of("xml"));
    }
}
