package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with data gets one line that names the file, the line in it, and what to do. */
class BadInputTest {

    @TempDir
    Path folder;

    private Path truth;

    @BeforeEach
    void anOtbSequence() throws IOException {
        Samples.pictures(folder.resolve("Cat/img"), "%04d.jpg", 1, 3);
        truth = Samples.rows(folder.resolve("Cat/groundtruth_rect.txt"), 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "2,3,5,4;2,a,5,4;2,3,5,4 | line 2: 'a' is not a number",
                "NaN,3,5,4;2,3,5,4;2,3,5,4 | line 1: the box has NaN in the first frame",
                "2,3,5,4;2,3,NaN,4;2,3,5,4 | line 2: the box has NaN",
                "2,3,5,0;2,3,5,4;2,3,5,4 | line 1: the box has the size 5 x 0 in the first frame",
                "0,0,0,0;2,3,5,4;2,3,5,4 | line 1: the box has the size 0 x 0 in the first frame",
                "2,3,5,4;2,3,5,4;2,3,-5,4 | line 3: the box has the negative size -5 x 4",
                "2,3,5,4;2,3,5,4 | has 2 rows, but",
                "2,3,5,4;2,3,5,4;2,3,5,4;2,3,5,4 | img has 3 images",
                " | is empty"
            })
    void boxes(String rows, String part) throws IOException {
        Samples.text(truth, (rows == null ? "" : rows).replace(';', '\n'));
        assertMessage("otb:" + folder, part, truth.toString());
        assertMessage("otb:" + folder.resolve("Cat"), part, truth.toString());
    }

    @Test
    void rowsOfZerosAreFramesWithoutTarget() throws IOException {
        Samples.text(truth, "2,3,5,4\n0,0,0,0\n2,3,5,4\n");
        Sequence sequence =
                Datasets.open(DataSpec.parse("otb:" + folder)).sequences().getFirst();
        assertEquals(0, sequence.truth().box(1).area());
        assertEquals(3, sequence.cleaned().orElseThrow().size());
    }

    @Test
    void folders() throws IOException {
        assertMessage("otb:" + folder.resolve("none"), "no such file or folder", "none");
        assertMessage(folder.resolve("none").toString(), "no such file or folder", "none");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertMessage(empty.toString(), "the folder is empty", "empty");
        assertMessage("otb:" + empty, "has no sequences of the layout otb", "empty");
        assertMessage("frames:" + empty, "has no boxes", "empty");
        Path texts = Samples.text(folder.resolve("texts/a.md"), "hello").getParent();
        assertMessage(texts.toString(), "the layout is not known; looked for", "otb: <sequence>/groundtruth_rect.txt");
        assertMessage(texts.resolve("a.md").toString(), "neither a folder nor a video file", "a.md");
        assertMessage("otb:" + texts.resolve("a.md"), "cannot be listed", "a.md");
        assertMessage(
                "vot:" + Samples.pictures(folder.resolve("p"), "%d.png", 1, 2),
                "has images, but no groundtruth.txt",
                "frames:");
    }

    @Test
    void imagesThatAreNone() throws IOException {
        Samples.text(folder.resolve("Cat/img/0002.jpg"), "not an image");
        Sequence sequence =
                Datasets.open(DataSpec.parse("otb:" + folder)).sequences().getFirst();
        assertOneLine(assertThrows(InputException.class, () -> sequence.frames().image(1)), "0002.jpg");
        Samples.text(folder.resolve("Cat/img/0001.jpg"), "");
        assertOneLine(assertThrows(InputException.class, sequence::cleaned), "0001.jpg");
        Files.delete(folder.resolve("Cat/img/0003.jpg"));
        assertOneLine(assertThrows(InputException.class, () -> sequence.frames().image(2)), "0003.jpg");
    }

    @Test
    void got10kFlagsAndLists() throws IOException {
        Path clip = folder.resolve("got/val/GOT-10k_Val_000001");
        Samples.pictures(clip, "%08d.jpg", 1, 3);
        Samples.rows(clip.resolve("groundtruth.txt"), 3);
        Samples.text(clip.resolve("absence.label"), "0\n2\n0\n");
        Path list = Samples.text(folder.resolve("got/val/list.txt"), "GOT-10k_Val_000001\n");
        assertMessage(
                "got10k:" + folder.resolve("got"), "absence.label, line 2: '2' is not a whole number from 0 to 1", "");
        Samples.text(clip.resolve("absence.label"), "0\n1\n");
        assertMessage("got10k:" + folder.resolve("got"), "has 2 flags, but the sequence has 3 boxes", "");
        Samples.text(clip.resolve("absence.label"), "0\n1\n0\n");
        Samples.text(clip.resolve("cover.label"), "8\n0\n9\n");
        assertMessage(
                "got10k:" + folder.resolve("got"), "cover.label, line 3: '9' is not a whole number from 0 to 8", "");
        Samples.text(clip.resolve("cover.label"), "8\n");
        assertMessage("got10k:" + folder.resolve("got"), "cover.label: has 1 flags, but the sequence has 3 boxes", "");
        Samples.text(list, "../../etc\n");
        assertMessage(
                "got10k:" + folder.resolve("got"), "list.txt, line 1: '../../etc' is not the name of a sequence", "");
        Samples.text(list, "GOT-10k_Val_000009\n");
        assertMessage("got10k:" + folder.resolve("got"), "GOT-10k_Val_000009", "groundtruth.txt");
    }

    @Test
    void lasotAndTrackingNetCounts() throws IOException {
        Samples.pictures(folder.resolve("lasot/cat/cat-1/img"), "%08d.jpg", 1, 3);
        Path rows = Samples.rows(folder.resolve("lasot/cat/cat-1/groundtruth.txt"), 2);
        assertEquals(
                2,
                Datasets.open(DataSpec.parse("lasot:" + folder.resolve("lasot")))
                        .frames());
        Samples.rows(rows, 4);
        assertMessage("lasot:" + folder.resolve("lasot"), "has 4 rows", "has 3 images");
        Samples.pictures(folder.resolve("tn/TRAIN_0/frames/v_0"), "%d.jpg", 0, 3);
        for (int count : new int[] {2, 4}) {
            Samples.rows(folder.resolve("tn/TRAIN_0/anno/v_0.txt"), count);
            assertMessage("trackingnet:" + folder.resolve("tn"), "has " + count + " rows", "has 3 images");
        }
    }

    @Test
    void sequencesNamedTwice() throws IOException {
        Path subset = Samples.text(folder.resolve("subset.txt"), "Cat\n0\n");
        String twice = "holds the sequence 'Cat' twice";
        assertMessage("otb:" + folder + "?subset=" + subset, twice, "subset.txt");
        Samples.pictures(folder.resolve("vot/Cat"), "%08d.jpg", 1, 3);
        Samples.rows(folder.resolve("vot/Cat/groundtruth.txt"), 3);
        Samples.text(folder.resolve("vot/list.txt"), "Cat\nCat\n");
        assertMessage("vot:" + folder.resolve("vot"), twice, "name it once");
        for (String category : List.of("a", "b")) {
            Samples.pictures(folder.resolve("tracks/" + category + "/Cat/imgs"), "%05d.jpg", 1, 3);
            Samples.rows(folder.resolve("tracks/" + category + "/Cat/Groundtruth.txt"), 3);
        }
        assertMessage("vasttrack:" + folder.resolve("tracks"), twice, "rename");
    }

    @Test
    void subsetsAndSequences() throws IOException {
        Path subset = Samples.text(folder.resolve("subset.txt"), "0\nDog\n");
        assertMessage("otb:" + folder + "?subset=" + subset, "subset.txt, line 2: 'Dog' is neither", "index below 1");
        Samples.text(subset, "0\n");
        assertEquals(
                1,
                Datasets.open(DataSpec.parse("otb:" + folder + "?subset=" + subset))
                        .sequences()
                        .size());
        assertMessage("otb:" + folder + "?sequences=Cut", "did you mean 'Cat'", "");
    }

    private void assertMessage(String spec, String part, String other) {
        InputException e = assertThrows(InputException.class, () -> Datasets.open(DataSpec.parse(spec)));
        assertOneLine(e, part);
        assertOneLine(e, other);
    }

    private static void assertOneLine(InputException e, String part) {
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
}
