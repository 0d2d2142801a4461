package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.model.image.Box;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads the real sequences: counts, sizes, first and last boxes, and what happens without a kind. */
class RealDataTest {

    @ParameterizedTest
    @CsvSource({
        "otb, otb/Crossing, Crossing, 120, 360, 240, 205, 151, 17, 50",
        "otb, otb/David, David, 471, 320, 240, 129, 80, 64, 78",
        "otb, otb/Surfer, Surfer, 376, 480, 360, 275, 137, 23, 26",
        "otb, otb/Jogging_2, Jogging_2, 307, 352, 288, 180, 79, 37, 114",
        "otb, otb/Couple, Couple, 140, 320, 240, 51, 47, 25, 62",
        "vot, vot/bag, bag, 196, 480, 360, 292.23, 128.36, 145.96, 132.47",
        "vot, vot, bag, 196, 480, 360, 292.23, 128.36, 145.96, 132.47",
        "mil, mil/faceocc, faceocc, 81, 352, 288, 120.5, 71.474, 116, 146",
        "frames, vot/bag, bag, 196, 480, 360, 292.23, 128.36, 145.96, 132.47",
        "lasot, layouts/lasot/surfer/surfer-901, surfer-901, 25, 480, 360, 274, 136, 23, 26",
        "trackingnet, layouts/trackingnet/TRAIN_0/frames/crossing_0, crossing_0, 20, 360, 240, 205, 151, 17, 50"
    })
    void readsOneSequence(
            String kind,
            String path,
            String name,
            int frames,
            int width,
            int height,
            double x,
            double y,
            double w,
            double h) {
        Dataset dataset = open(kind + ":" + data() + "/" + path);
        assertEquals(1, dataset.sequences().size());
        Sequence sequence = dataset.sequences().getFirst();
        assertEquals(name, sequence.name());
        assertEquals(frames, sequence.size());
        assertEquals(new FrameSize(width, height), sequence.frames().frameSize());
        assertEquals(width, sequence.frames().image(frames - 1).width());
        Box first = sequence.truth().box(0);
        assertEquals(List.of(x, y), List.of(first.x1(), first.y1()));
        assertEquals(w, first.width(), 1e-9);
        assertEquals(h, first.height(), 1e-9);
    }

    @Test
    void readsAllOfOtb() {
        Dataset otb = open("otb:" + data() + "/otb");
        assertEquals(
                List.of("Couple", "Crossing", "David", "Jogging_1", "Jogging_2", "Surfer"),
                otb.sequences().stream().map(Sequence::name).toList());
        assertEquals(120 + 471 + 376 + 2 * 307 + 140, otb.frames());
    }

    @Test
    void sparseBoxesLeaveFramesUnannotated() {
        Sequence faces = open("mil:" + data() + "/mil").sequences().getFirst();
        assertTrue(faces.truth().annotated(0));
        assertFalse(faces.truth().annotated(1));
        assertTrue(faces.truth().annotated(5));
        assertEquals(faces.size(), faces.cleaned().orElseThrow().size());
    }

    @Test
    void readsGot10k() {
        Dataset val = open("got10k:" + data() + "/layouts/got10k");
        assertEquals("got10k-val", val.name());
        assertEquals(2, val.sequences().size());
        assertEquals(60, val.frames());
        assertTrue(val.sequences().getFirst().truth().exists(0));
        assertEquals(
                1,
                open("got10k:" + data() + "/layouts/got10k/val?limit=1")
                        .sequences()
                        .size());
        assertMessage("got10k:" + data() + "/layouts/got10k?split=train", "splits found here: val");
    }

    @Test
    void readsLasotFromZero() {
        Dataset train = open("lasot:" + data() + "/layouts/lasot");
        assertEquals("lasot-train", train.name());
        assertEquals(
                Box.xywh(204, 150, 17, 50), train.sequences().getFirst().truth().box(0));
    }

    @Test
    void readsTrackingNetBySplit() {
        String root = "trackingnet:" + data() + "/layouts/trackingnet";
        assertMessage(root, "has the splits");
        Sequence test = Datasets.open(DataSpec.parse(root), "test").sequences().getFirst();
        assertEquals("david_0", test.name());
        assertEquals(20, test.size());
        assertTrue(test.truth().annotated(0));
        assertFalse(test.truth().annotated(1));
        assertEquals("trackingnet-train", open(root + "?split=train").name());
    }

    @ParameterizedTest
    @CsvSource({
        "otb, OTB",
        "otb/David, OTB",
        "vot, VOT",
        "vot/bag, VOT",
        "mil, MIL",
        "mil/faceocc, MIL",
        "layouts/got10k, GOT10K",
        "layouts/got10k/val, GOT10K",
        "layouts/got10k/val/GOT-10k_Val_900001, GOT10K",
        "layouts/lasot, LASOT",
        "layouts/lasot/surfer, LASOT",
        "layouts/lasot/surfer/surfer-901, LASOT",
        "layouts/trackingnet, TRACKINGNET",
        "layouts/trackingnet/TEST, TRACKINGNET",
        "mil/faceocc/imgs, FRAMES",
        "videos/bag.avi, VIDEO"
    })
    void recognisesLayouts(String path, Benchmark benchmark) {
        assertEquals(
                benchmark, DataSpec.parse(SharedFolder.data(path).toString()).benchmark());
    }

    @Test
    void selectsSequences() {
        String otb = "otb:" + data() + "/otb";
        assertEquals(3, open(otb + "?sequences=C*,David").sequences().size());
        assertEquals(2, open(otb + "?sequences=Jogging_?").sequences().size());
        assertEquals(236, open(otb + "?sequences=David&stride=2").frames());
        assertMessage(otb + "?sequences=Davif", "did you mean 'David'");
    }

    @Test
    void sourcesHaveTheFirstBox() {
        assertEquals(
                List.of(Box.xywh(129, 80, 64, 78)),
                Source.open("otb:" + data() + "/otb/David").boxes());
        assertEquals(2, Source.open("otb:" + data() + "/otb/Jogging").boxes().size());
        assertEquals(1, Source.open(data() + "/vot/bag").boxes().size());
        assertTrue(Source.open(data() + "/otb/David/img").boxes().isEmpty());
        InputException e = assertThrows(InputException.class, () -> Source.open("otb:" + data() + "/otb"));
        assertTrue(e.getMessage().contains("?sequences=Couple"), e.getMessage());
    }

    private static String data() {
        return SharedFolder.data().toString();
    }

    private static Dataset open(String spec) {
        return Datasets.open(DataSpec.parse(spec));
    }

    private static void assertMessage(String spec, String part) {
        InputException e = assertThrows(InputException.class, () -> open(spec));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
