package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every layout of pairs from a small fixture: separators, line ends, unequal counts, absence either way. */
class PairReaderTest {

    @TempDir
    private Path folder;

    @Test
    void lasherPairsByPositionWhateverTheNames() throws IOException {
        Samples.pictures(folder.resolve("man/visible"), "v%03d.jpg", 7, 3);
        Samples.pictures(folder.resolve("man/infrared"), "%06d.jpg", 0, 4);
        Samples.rows(folder.resolve("man/init.txt"), 1);
        Samples.text(folder.resolve("man/visible.txt"), "2,3,5,4\r\n2,3,0,0\r\n2,3,5,4\r\n");
        Sequence man = only("lasher");
        assertEquals(3, man.size());
        assertEquals(2, man.frames().images(2).size());
        assertTrue(
                notes(man).getFirst().contains("3 and 4 pictures"), notes(man).toString());
    }

    @Test
    void lasherListsAreSplits() throws IOException {
        for (String name : List.of("a", "b")) {
            Samples.pictures(folder.resolve(name).resolve("visible"), "v%03d.jpg", 0, 2);
            Samples.pictures(folder.resolve(name).resolve("infrared"), "i%03d.jpg", 0, 2);
            Samples.rows(folder.resolve(name).resolve("init.txt"), 2);
        }
        Samples.text(folder.resolve("testingsetList.txt"), "b\r\n");
        Dataset test = Datasets.open(DataSpec.parse("lasher:" + folder + "?split=test"));
        assertEquals(List.of("b"), test.sequences().stream().map(Sequence::name).toList());
        assertEquals("lasher-test", test.name());
    }

    @Test
    void rgbt234HasTwoAnnotations() throws IOException {
        Samples.pictures(folder.resolve("car/visible"), "%05dv.jpg", 1, 2);
        Samples.pictures(folder.resolve("car/infrared"), "%05di.jpg", 1, 2);
        Samples.text(folder.resolve("car/visible.txt"), "2\t3\t5\t4\n2\t3\t5\t4\n");
        Samples.text(folder.resolve("car/infrared.txt"), "2,3,5,4\n4,3,5,4\n");
        Sequence car = only("rgbt234");
        assertEquals(Benchmark.RGBT234, Layouts.recognise(folder));
        assertEquals(Box.xywh(2, 3, 5, 4), car.truth().box(1));
        assertEquals(Box.xywh(4, 3, 5, 4), car.truth().second().box(1));
    }

    @Test
    void vtuavIsAnnotatedInEveryTenthFrame() throws IOException {
        Samples.pictures(folder.resolve("bus/rgb"), "%06d.jpg", 0, 21);
        Samples.pictures(folder.resolve("bus/ir"), "%06d.jpg", 0, 21);
        Samples.text(folder.resolve("bus/rgb.txt"), "2 3 5 4\n3 3 5 4\n4 3 5 4\n");
        Samples.text(folder.resolve("bus/ir.txt"), "2 3 5 4\n3 3 5 4\n4 3 5 4\n");
        Sequence bus = only("vtuav");
        assertEquals(21, bus.size());
        assertEquals(Box.xywh(3, 3, 5, 4), bus.truth().box(10));
        assertFalse(bus.truth().annotated(5));
        assertEquals(3, bus.truth().annotatedOnly().size());
    }

    @Test
    void gtotHasPolygons() throws IOException {
        Samples.pictures(folder.resolve("blue/v"), "%05d.png", 1, 2);
        Samples.pictures(folder.resolve("blue/i"), "%05d.png", 1, 2);
        Samples.text(folder.resolve("blue/groundTruth_v.txt"), "2 3 7 3 7 7 2 7\n2 3 7 3 7 7 2 7\n");
        assertEquals(new Box(2, 3, 7, 7), only("gtot").truth().box(1));
    }

    @Test
    void depthOfSixteenBitsIsColoured() throws IOException {
        depth("toy", "nan,nan,nan,nan\n2,3,5,4\n0,0,0,0\n");
        Sequence toy = only("depthtrack");
        assertEquals(2, toy.size(), "the frame before the first box is left out");
        assertTrue(toy.truth().exists(0));
        assertFalse(toy.truth().exists(1));
        Image bgr = toy.frames().images(0).get(1);
        Image rgb = Datasets.open(DataSpec.parse("depthtrack:" + folder + "?colormap=rgb"))
                .sequences()
                .getFirst()
                .frames()
                .images(0)
                .get(1);
        assertEquals(bgr.rgb()[0], rgb.rgb()[2]);
        assertNotEquals(rgb.rgb()[0], rgb.rgb()[2]);
        String wrong = "depthtrack:" + folder + "?colormap=grey";
        assertThrows(InputException.class, () -> DataSpec.parse(wrong));
    }

    @Test
    void votDescribesASequenceInAFile() throws IOException {
        depth("toy", "2,3,5,4\n2,3,5,4\n2,3,5,4\n");
        assertEquals(Benchmark.DEPTHTRACK, Layouts.recognise(folder));
        Samples.text(folder.resolve("toy/sequence"), "channels.color=color/%08d.jpg\nchannels.depth=depth/%08d.png\n");
        assertEquals(Benchmark.VOT_RGBD, Layouts.recognise(folder));
        assertEquals(3, only("vot-rgbd").size());
    }

    /** The file inside of a sequence says 1 where the target is seen; the benchmark's own says 1 where it is not. */
    @Test
    void absenceIsDecidedByTheBoxes() throws IOException {
        Samples.pictures(folder.resolve("bike/vis_imgs"), "frame%04d.bmp", 3, 3);
        Samples.pictures(folder.resolve("bike/event_imgs"), "frame%04d.bmp", 3, 3);
        Samples.text(folder.resolve("bike/groundtruth.txt"), "2.5,3,5,4\n0,0,0,0\n2.5,3,5,4\n");
        for (String flags : List.of("1\n0\n1\n", "0\r\n1\r\n0\r\n")) {
            Samples.text(folder.resolve("bike/absent_label.txt"), flags);
            Sequence bike = only("visevent");
            assertTrue(bike.truth().exists(0));
            assertFalse(bike.truth().exists(1));
            String meaning = flags.startsWith("1") ? "1 means visible" : "1 means absent";
            assertTrue(notes(bike).getFirst().contains(meaning), notes(bike).toString());
        }
    }

    @Test
    void coesotNamesItsFoldersAfterTheSequence() throws IOException {
        Samples.pictures(folder.resolve("dv/dv_aps"), "frame%04d.png", 0, 2);
        Samples.pictures(folder.resolve("dv/dv_dvs"), "frame%04d.png", 0, 2);
        Samples.rows(folder.resolve("dv/groundtruth.txt"), 2);
        Samples.text(folder.resolve("dv/absent.txt"), "1\n1\n");
        Sequence dv = only("coesot");
        assertEquals(2, dv.frames().images(1).size());
        assertTrue(dv.truth().exists(1));
        assertEquals(Benchmark.COESOT, Layouts.recognise(folder));
    }

    @Test
    void aMissingModalityIsFedFromTheOther() throws IOException {
        Samples.pictures(folder.resolve("man/visible"), "v%03d.png", 0, 2);
        Samples.rows(folder.resolve("man/init.txt"), 2);
        Sequence man = only("lasher");
        List<Image> images = man.frames().images(1);
        assertEquals(images.get(0).rgb()[0], images.get(1).rgb()[0]);
        assertEquals(
                List.of("man: has no pictures of the second modality; both are fed from the other one"), notes(man));
    }

    @Test
    void realPairsAreRead() {
        Sequence bus = Datasets.open(
                        DataSpec.parse(SharedFolder.data("rgbt/VTUAV").toString()))
                .sequences()
                .getFirst();
        assertEquals("vtuav", bus.dataset());
        assertEquals(11, bus.size());
        assertEquals(2, bus.frames().images(10).size());
    }

    private void depth(String name, String boxes) throws IOException {
        Samples.pictures(folder.resolve(name).resolve("color"), "%08d.jpg", 1, 3);
        Path depth = Files.createDirectories(folder.resolve(name).resolve("depth"));
        for (int frame = 1; frame <= 3; frame++) {
            BufferedImage picture = new BufferedImage(Samples.WIDTH, Samples.HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
            picture.getRaster().setSample(1, 1, 0, 5000);
            ImageIO.write(
                    picture, "png", depth.resolve("%08d.png".formatted(frame)).toFile());
        }
        Samples.text(folder.resolve(name).resolve("groundtruth.txt"), boxes);
    }

    private Sequence only(String kind) {
        return Datasets.open(DataSpec.parse(kind + ":" + folder)).sequences().getFirst();
    }

    private static List<String> notes(Sequence sequence) {
        return ((PairFrames) sequence.frames()).notes();
    }
}
