package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes without images: counts as {@code expected_scores.json} gives them. */
class AnnotationCopyTest {

    @ParameterizedTest
    @CsvSource({
        "lasot, lasot, 280, 685360",
        "lasot, lasot/annos, 280, 685360",
        "otb, otb100/OTB2015.json, 100, 59035",
        "otb, otb100/anno, 100, 59040",
        "otb, otb100, 100, 59040",
        "uav123, uav123, 123, 112578",
        "lasher, lasher, 245, 220703",
        "lasher, lasher/anno.zip, 245, 220703",
        "lasot, mini_sot/lasot, 2, 50",
        "otb, otb, 6, 1721"
    })
    void readsBoxesAlone(String kind, String path, int sequences, long frames) {
        Dataset copy = annotations(kind + ":" + SharedFolder.data(path));
        assertEquals(sequences, copy.sequences().size());
        assertEquals(frames, copy.frames());
    }

    @Test
    void targetsOfOneVideoHaveNamesOfTheirOwn() {
        List<String> names = annotations("otb:" + SharedFolder.data("otb100/OTB2015.json")).sequences().stream()
                .map(Sequence::name)
                .toList();
        assertEquals(100, Set.copyOf(names).size());
        assertTrue(
                names.containsAll(List.of("Jogging_1", "Jogging_2", "Skating2_1", "Skating2_2", "Human4", "CarDark")));
    }

    @Test
    void keepsValuesAndFlagsAsTheyStand() {
        Dataset lasot = annotations("lasot:" + SharedFolder.data("lasot"));
        assertEquals("airplane-1", lasot.sequences().getFirst().name());
        long absent =
                lasot.sequences().stream().mapToLong(AnnotationCopyTest::absent).sum();
        assertEquals(18346, absent);
        Sequence mini = annotations("lasot:" + SharedFolder.data("mini_sot/lasot"))
                .sequences()
                .getFirst();
        assertEquals(Box.xywh(367, 101, 41, 16), mini.truth().box(0));
    }

    @Test
    void missingBoxesOfExistingTargetsStayAnnotated() {
        Dataset uav = annotations("uav123:" + SharedFolder.data("uav123"));
        long missing = uav.sequences().stream()
                .flatMap(sequence -> sequence.truth().boxes().stream())
                .filter(box -> Double.isNaN(box.x1()))
                .count();
        assertEquals(2683, missing);
        assertTrue(uav.sequences().stream()
                .allMatch(sequence -> IntStream.range(0, sequence.size()).allMatch(sequence.truth()::annotated)));
    }

    @Test
    void zerosOfMilAreNotAnnotated(@TempDir Path folder) throws IOException {
        Sequence faces = annotations("mil:" + SharedFolder.data("mil/faceocc"))
                .sequences()
                .getFirst();
        assertEquals("faceocc", faces.name());
        assertEquals(17, faces.truth().annotatedOnly().size());
        Samples.text(folder.resolve("anno/Cat.txt"), "2,3,5,4\n0,0,0,0\n2,3,5,4\n");
        Sequence cat = annotations("mil:" + folder).sequences().getFirst();
        assertEquals(2, cat.truth().annotatedOnly().size());
    }

    @Test
    void imagesAreMissedWhenTheyAreNeeded() {
        Sequence bike =
                annotations("uav123:" + SharedFolder.data("uav123")).sequences().getFirst();
        InputException e =
                assertThrows(InputException.class, () -> bike.frames().image(0));
        assertTrue(e.getMessage().contains("boxes without images"), e.getMessage());
        assertMessage("lasot:" + SharedFolder.data("mini_sot/lasot"), "img: has no images");
        assertMessage("uav123:" + SharedFolder.data("uav123"), "has boxes without images");
        assertMessage("otb:" + SharedFolder.data("otb100"), "has boxes without images");
        assertMessage("otb:" + SharedFolder.data("otb100/OTB2015.json"), "has boxes without images");
    }

    private static void assertMessage(String spec, String part) {
        InputException e = assertThrows(InputException.class, () -> Datasets.open(DataSpec.parse(spec)));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static long absent(Sequence sequence) {
        return IntStream.range(0, sequence.size())
                .filter(frame -> !sequence.truth().exists(frame))
                .count();
    }

    private static Dataset annotations(String spec) {
        return Datasets.annotations(DataSpec.parse(spec), "");
    }
}
