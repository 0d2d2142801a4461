package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.index.IndexWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in zips are the same as those unpacked. */
final class ZippedPicturesTest {
    private static final int COUNT = 4;

    @TempDir
    private Path folder;

    /** Moves the files of a folder into a zip, below another name. */
    private static void pack(Path pictures, Path zip, String below) throws IOException {
        Files.createDirectories(zip.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> files = Files.list(pictures)) {
            for (Path file : files.sorted().toList()) {
                out.putNextEntry(new ZipEntry(below + file.getFileName()));
                out.write(Files.readAllBytes(file));
                Files.delete(file);
            }
        }
        Files.delete(pictures);
    }

    private static List<Sequence> read(String spec) {
        return Datasets.training(DataSpec.parse(spec), "train", IndexWatcher.NONE).members().stream()
                .flatMap(List::stream)
                .toList();
    }

    private static void assertGrey(List<Sequence> sequences, int frames) {
        for (Sequence sequence : sequences) {
            assertEquals(frames, sequence.size());
            assertEquals(
                    new FrameSize(Samples.WIDTH, Samples.HEIGHT),
                    sequence.frames().frameSize());
            byte[] expected = new byte[3 * Samples.WIDTH * Samples.HEIGHT];
            for (int i = 0; i < frames; i++) {
                Arrays.fill(expected, (byte) i);
                assertArrayEquals(expected, sequence.frames().image(i).rgb());
            }
        }
    }

    @Test
    void trackingNetAsItShips() throws IOException {
        Path chunk = folder.resolve("TRAIN_0");
        Samples.rows(chunk.resolve("anno/a_0.txt"), COUNT);
        pack(Samples.pictures(chunk.resolve("frames/a_0"), "%d.jpg", 0, COUNT), chunk.resolve("zips/a_0.zip"), "");
        Samples.rows(chunk.resolve("anno/b_0.txt"), COUNT);
        pack(Samples.pictures(chunk.resolve("frames/b_0"), "%d.jpg", 0, COUNT), chunk.resolve("zips/b_0.zip"), "b_0/");
        List<Sequence> sequences = read("trackingnet:" + folder);
        assertEquals(
                List.of("a_0", "b_0"), sequences.stream().map(Sequence::name).toList());
        assertGrey(sequences, COUNT);
    }

    @Test
    void lasotWithPackedPictures() throws IOException {
        Path cat = folder.resolve("cat/cat-2");
        Samples.rows(cat.resolve("groundtruth.txt"), COUNT);
        pack(Samples.pictures(cat.resolve("img"), "%08d.jpg", 1, COUNT), cat.resolve("img.zip"), "img/");
        assertGrey(read("lasot:" + folder + "?split=train"), COUNT);
    }

    @Test
    void cocoWithItsOwnZip() throws IOException {
        pack(Samples.pictures(folder.resolve("p"), "%d.jpg", 0, 1), folder.resolve("train2017.zip"), "train2017/");
        Samples.text(
                folder.resolve("annotations/instances_train2017.json"),
                "{\"images\":[{\"id\":1,\"file_name\":\"0.jpg\",\"width\":16,\"height\":12}],\"annotations\":["
                        + "{\"id\":1,\"image_id\":1,\"bbox\":[1,2,5,4]},{\"id\":2,\"image_id\":1,\"bbox\":[3,2,5,4]}]}");
        List<Sequence> sequences = read("coco:" + folder + "?motion=none&split=train");
        assertEquals(
                List.of("0#1", "0#2"), sequences.stream().map(Sequence::name).toList());
        assertGrey(sequences, 1);
    }

    /** Lists of names and of numbers, in the working folder or in that of the data set. */
    @Test
    void listsOfWhatToLeaveOut() throws IOException {
        for (String name : List.of("cat-2", "cat-4", "cat-5")) {
            Path sequence = folder.resolve("cat").resolve(name);
            Samples.rows(sequence.resolve("groundtruth.txt"), COUNT);
            Samples.pictures(sequence.resolve("img"), "%08d.jpg", 1, COUNT);
        }
        Files.writeString(folder.resolve("without.txt"), "cat-4\n0\n");
        List<Sequence> left = read("lasot:" + folder + "?split=train&exclude=without.txt");
        assertEquals(List.of("cat-5"), left.stream().map(Sequence::name).toList());
        Files.writeString(folder.resolve("only.txt"), "2\n1\n");
        List<Sequence> chosen =
                read("lasot:" + folder + "?split=train&subset=only.txt&exclude=" + folder.resolve("without.txt"));
        assertEquals(List.of("cat-5"), chosen.stream().map(Sequence::name).toList());
    }
}
