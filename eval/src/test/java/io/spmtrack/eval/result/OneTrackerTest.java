package io.spmtrack.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of two trackers never come together, whatever the layout. */
class OneTrackerTest {

    @TempDir
    Path folder;

    private List<Sequence> sequences = List.of();

    @BeforeEach
    void annotate() throws IOException {
        for (String name : List.of("Square", "Circle")) {
            write("data/" + name + "/groundtruth_rect.txt", 1);
        }
        sequences = Datasets.annotations(DataSpec.parse("otb:" + folder.resolve("data")), "")
                .sequences();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Square.txt Circle.txt",
                "first/Square.txt first/Circle.txt",
                "deep/results/first/Square.txt deep/results/first/Circle.txt",
                "first/otb/Square.txt first/otb/Circle.txt",
                "first/OTB100/Square.txt first/OTB100/Circle.txt first/uav123/Square.txt",
                "first/Square/Square_001.txt first/Square/Square_002.txt first/Circle/Circle_001.txt",
                "Square/Square.txt Circle/Circle.txt",
                "Square/track_results.txt Circle/Circle.txt",
                "Square.txt Circle/Circle_001.txt",
                "Square/Square.txt Square/Circle.txt",
                "first/Square.txt first/Circle.txt second/Other.txt"
            })
    void oneTrackerIsRead(String files) throws IOException {
        int number = 0;
        for (String file : files.split(" ")) {
            write("results/" + file, file.contains("uav123") || file.contains("_002") ? 9 : ++number);
        }
        Function<Sequence, SequenceResult> results = results();
        for (Sequence sequence : sequences) {
            assertTrue(results.apply(sequence).boxes().getFirst().x1() < 9, files);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first/Square.txt first/Circle.txt second/Square.txt second/Circle.txt",
                "first/Square.txt second/Circle.txt",
                "a/first/Square.txt a/first/Circle.txt a/second/Square.txt a/second/Circle.txt",
                "first/Square/Square_001.txt first/Circle/Circle_001.txt second/Square.txt second/Circle.txt",
                "first/otb/Square.txt first/otb/Circle.txt second/otb/Square.txt second/otb/Circle.txt",
                "Square.txt Circle.txt second/Square.txt second/Circle.txt",
                "Square.txt second/Circle.txt",
                "Circle/Circle.txt Circle/Square.txt Square/Circle.txt Square/Square.txt",
                "first/baseline/Square/Square_001.txt first/baseline/Circle/Circle_001.txt"
                        + " first/realtime/Square/Square_001.txt"
            })
    void severalTrackersAreNamed(String files) throws IOException {
        for (String file : files.split(" ")) {
            write("results/" + file, 1);
        }
        InputException e = assertThrows(InputException.class, this::results);
        assertTrue(e.getMessage().startsWith("results of several trackers: "), e.getMessage());
        assertTrue(e.getMessage().contains("name one"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void zipsInTheFolderAreNamed() throws IOException {
        write("results/first.zip", 1);
        InputException e = assertThrows(InputException.class, this::results);
        assertTrue(e.getMessage().contains("first.zip"), e.getMessage());
    }

    private Function<Sequence, SequenceResult> results() {
        return PairedResults.of(ResultSet.open(folder.resolve("results")), sequences);
    }

    private void write(String file, int x) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, (x + ",2,3,4\n").repeat(2));
    }
}
