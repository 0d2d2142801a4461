package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.metric.Quirks;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.eval.read.layout.FramesReader;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts of which no real copy is at hand, written after {@code docs/spec/data.md §2}. */
class LayoutsTest {

    private static final Box ROW = Box.xywh(2, 3, 5, 4);

    @TempDir
    Path folder;

    @Test
    void uav123TakesPartsOfAFolder() throws IOException {
        Samples.pictures(folder.resolve("data_seq/UAV123/bird1"), "%06d.jpg", 770, 20);
        Samples.text(folder.resolve("anno/UAV123/bird1_2.txt"), "2,3,5,4\nNaN,NaN,NaN,NaN\n2,3,5,4\n");
        Sequence bird = read(Benchmark.UAV123);
        assertEquals(3, bird.size());
        assertEquals(5, bird.frames().image(0).rgb()[0]);
        assertTrue(bird.truth().exists(1));
        assertFalse(bird.cleaned().orElseThrow().truth().exists(1));
    }

    @Test
    void nfsTakesEveryEighthRow() throws IOException {
        Sequence ball = nfs("ball");
        assertEquals(ROW, ball.truth().box(0));
        assertFalse(ball.truth().exists(1));
        assertEquals(Box.xywh(3, 3, 5, 4), ball.truth().box(2));
        assertEquals(4, ball.size());
    }

    /** Frames that are lost, occluded or without a row, read for tracking or for scoring. */
    @Test
    void nfsFramesWithoutTargetStayInTheDivisor() throws IOException {
        Sequence ball = nfs("ball");
        assertTrue(IntStream.range(0, 4).allMatch(ball.truth()::annotated));
        List<Box> results = List.of(ROW, ROW, Box.xywh(3, 3, 5, 4), ROW);
        SequenceScore score = SequenceScore.of(Rule.COMPATIBLE, Tracked.of(ball, results, Quirks.NONE));
        assertEquals(4, score.counted());
        assertEquals(0.5, score.measures().sr50(), 1e-6);
        Sequence boxes = Datasets.annotations(DataSpec.parse("nfs:" + folder), "")
                .sequences()
                .getFirst();
        assertEquals(ball.truth().boxes(), boxes.truth().boxes());
        assertTrue(IntStream.range(0, 4).allMatch(boxes.truth()::annotated));
    }

    @Test
    void nfsFoldersWithOneOfTheFrameRatesAreNoSequences() throws IOException {
        nfs("ball");
        Samples.text(folder.resolve("bird/30/bird.txt"), "0 2 3 7 7 1 0 0 0 \"bird\"\n");
        Files.createDirectories(folder.resolve("cat/240"));
        assertEquals(
                List.of("ball"),
                Datasets.open(DataSpec.parse("nfs:" + folder)).sequences().stream()
                        .map(Sequence::name)
                        .toList());
    }

    private Sequence nfs(String name) throws IOException {
        Samples.pictures(folder.resolve(name + "/30/" + name), "%05d.jpg", 1, 4);
        Files.createDirectories(folder.resolve(name + "/240"));
        Samples.text(folder.resolve(name + "/30/" + name + ".txt"), """
                0 2 3 7 7 1 0 0 0 "ball"
                0 9 9 10 10 2 0 0 1 "ball"
                0 2 3 7 7 9 0 1 0 "ball"
                0 3 3 8 7 17 0 0 0 "ball"
                """);
        return read(Benchmark.NFS);
    }

    @Test
    void got10kTellsHiddenFromAbsent() throws IOException {
        Path clip = folder.resolve("val/GOT-10k_Val_000001");
        Samples.pictures(clip, "%08d.jpg", 1, 4);
        Samples.rows(clip.resolve("groundtruth.txt"), 4);
        Samples.text(clip.resolve("absence.label"), "0\n0\n1\n0\n");
        Samples.text(clip.resolve("cover.label"), "8\n0\n0\n3\n");
        Samples.text(folder.resolve("val/list.txt"), "GOT-10k_Val_000001\n");
        Sequence sequence = read(Benchmark.GOT10K);
        assertTrue(sequence.truth().exists(1));
        assertFalse(sequence.truth().visible(1));
        assertFalse(sequence.truth().exists(2));
        Truth every = sequence.every(3).truth();
        assertTrue(every.visible(0) && every.visible(1));
    }

    @Test
    void tnl2kHasEmptyBoxesForAbsentTargets() throws IOException {
        Samples.pictures(folder.resolve("cat/imgs"), "%05d.png", 1, 2);
        Samples.text(folder.resolve("cat/groundtruth.txt"), "2,3,5,4\n0,0,0,0\n");
        Sequence cat = read(Benchmark.TNL2K);
        assertEquals(2, cat.size());
        assertEquals(1, cat.cleaned().orElseThrow().size());
    }

    @Test
    void vastTrackCountsFromOne() throws IOException {
        Samples.pictures(folder.resolve("cat/cat-1/imgs"), "%05d.jpg", 1, 2);
        Samples.text(folder.resolve("cat/cat-1/Groundtruth.txt"), "3,4,5,4\n0,0,0,0\n");
        Sequence cat = read(Benchmark.VASTTRACK);
        assertEquals(ROW, cat.truth().box(0));
        assertFalse(cat.truth().exists(1));
    }

    /** Both benchmarks lie in one folder: the short one is recognised, the long one has to be named. */
    @Test
    void uav20lHasWholeFoldersOfImages() throws IOException {
        Samples.pictures(folder.resolve("data_seq/UAV123/bird1"), "%06d.jpg", 1, 3);
        Samples.rows(folder.resolve("anno/UAV20L/bird1.txt"), 3);
        assertEquals(Benchmark.UAV20L, DataSpec.parse(folder.toString()).benchmark());
        Samples.rows(folder.resolve("anno/UAV123/bird1_1.txt"), 2);
        assertEquals(Benchmark.UAV123, DataSpec.parse(folder.toString()).benchmark());
        Dataset bird = Datasets.open(DataSpec.parse("uav20l:" + folder));
        assertEquals("uav20l", bird.name());
        assertEquals(3, bird.frames());
    }

    @Test
    void templeColorAndLasherHaveNamedFiles() throws IOException {
        Samples.pictures(folder.resolve("tc/Ball/img"), "%04d.jpg", 1, 2);
        Samples.rows(folder.resolve("tc/Ball/Ball_gt.txt"), 2);
        assertEquals(Benchmark.TC128, Layouts.recognise(folder.resolve("tc")));
        assertEquals(
                2,
                Datasets.open(DataSpec.parse("tc128:" + folder.resolve("tc"))).frames());
        Samples.pictures(folder.resolve("rgbt/man/visible"), "v%06d.jpg", 0, 2);
        Samples.rows(folder.resolve("rgbt/man/init.txt"), 2);
        assertEquals(Benchmark.LASHER, Layouts.recognise(folder.resolve("rgbt")));
        assertEquals(
                2,
                Datasets.open(DataSpec.parse("lasher:" + folder.resolve("rgbt")))
                        .frames());
    }

    /** Validation data without a split of its own is training data, never test data. */
    @Test
    void nothingIsValidatedOnATestSplit() throws IOException {
        for (String name : List.of("airplane-1", "airplane-2")) { // of the test and of the training split
            Samples.pictures(folder.resolve("airplane").resolve(name).resolve("img"), "%08d.jpg", 1, 2);
            Samples.rows(folder.resolve("airplane").resolve(name).resolve("groundtruth.txt"), 2);
        }
        DataSpec spec = DataSpec.parse("lasot:" + folder);
        assertEquals(
                List.of("airplane-2"),
                Datasets.open(spec, "val").sequences().stream()
                        .map(Sequence::name)
                        .toList());
        assertEquals(2, Datasets.open(spec).sequences().size());
    }

    @Test
    void theExtensionOfLasotIsNotShifted() throws IOException {
        Samples.pictures(folder.resolve("atv/atv-1/img"), "%08d.jpg", 1, 2);
        Samples.rows(folder.resolve("atv/atv-1/groundtruth.txt"), 2);
        Samples.text(folder.resolve("atv/atv-1/full_occlusion.txt"), "0,1");
        Sequence atv = read(Benchmark.LASOT_EXT);
        assertEquals(ROW, atv.truth().box(0));
        assertFalse(atv.truth().exists(1));
    }

    @Test
    void theTestSplitOfGot10kHasOneBox() throws IOException {
        Samples.pictures(folder.resolve("test/GOT-10k_Test_000001"), "%08d.jpg", 1, 3);
        Samples.rows(folder.resolve("test/GOT-10k_Test_000001/groundtruth.txt"), 1);
        Samples.text(folder.resolve("test/list.txt"), "GOT-10k_Test_000001\n");
        Sequence test = read(Benchmark.GOT10K);
        assertEquals("got10k-test", test.dataset());
        assertEquals(3, test.size());
        assertFalse(test.truth().annotated(1));
    }

    @Test
    void officialFrameNumbersChooseAmongMorePictures() throws IOException {
        Samples.pictures(folder.resolve("David/img"), "%04d.jpg", 290, 490);
        Samples.rows(folder.resolve("David/groundtruth_rect.txt"), 471);
        Sequence david = read(Benchmark.OTB);
        assertEquals(471, david.size());
        assertEquals(10, david.frames().image(0).rgb()[0]);
        Samples.pictures(folder.resolve("tiger/Tiger1/img"), "%04d.jpg", 1, 354);
        Samples.rows(folder.resolve("tiger/Tiger1/groundtruth_rect.txt"), 354);
        Sequence tiger = Datasets.open(DataSpec.parse("otb:" + folder.resolve("tiger")))
                .sequences()
                .getFirst();
        assertEquals(349, tiger.size());
        assertEquals(5, tiger.frames().image(0).rgb()[0]);
    }

    @Test
    void filesAreOrderedByNumber() throws IOException {
        Samples.pictures(folder, "%d.png", 8, 5);
        assertEquals(List.of("8.png", "9.png", "10.png", "11.png", "12.png"), Folder.pictures(folder));
        Samples.pictures(folder, "%d.png", 20, 1);
        assertEquals("20.png", Folder.pictures(folder).getLast());
        assertEquals(8, FramesReader.pictures(folder).size() + 2);
    }

    private Sequence read(Benchmark benchmark) {
        DataSpec spec = DataSpec.parse(folder.toString());
        assertEquals(benchmark, spec.benchmark());
        return Datasets.open(spec).sequences().getFirst();
    }
}
