package io.spmtrack.eval.video;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.read.Source;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoTest {

    @TempDir
    Path folder;

    @BeforeEach
    void needsFfmpeg() {
        try (Ffmpeg version = Ffmpeg.start(List.of("-version"))) {
            Assumptions.assumeTrue(version.output().contains("ffmpeg version"));
        } catch (InputException e) {
            System.out.println("skipped: " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void readsFramesInOrderAndAgain() {
        try (VideoFrames bag = VideoFrames.of(SharedFolder.data("videos/bag.avi"))) {
            assertEquals(196, bag.size());
            assertEquals(25, bag.framesPerSecond());
            assertEquals(new FrameSize(480, 360), bag.frameSize());
            byte[] third = bag.image(3).rgb();
            assertTrue(bag.has(20));
            assertArrayEquals(third, bag.image(3).rgb());
            assertTrue(bag.has(195));
            assertFalse(bag.has(196));
            assertThrows(IndexOutOfBoundsException.class, () -> bag.image(196));
            assertTrue(bag.has(0));
        }
    }

    @Test
    void framesThatCannotBeDecodedAreDamage() throws IOException {
        byte[] bytes = Files.readAllBytes(SharedFolder.data("videos/bag.avi"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("00dc", text.indexOf("movi")) + 8;
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at - 4);
        Arrays.fill(bytes, at, at + length, (byte) 0);
        Path damaged = Files.write(folder.resolve("damaged.avi"), bytes);
        try (VideoFrames frames = VideoFrames.of(damaged)) {
            int last = frames.size() - 1;
            assertFalse(frames.has(last), "a key frame is gone");
            String message =
                    assertThrows(InputException.class, () -> frames.image(last)).getMessage();
            assertTrue(message.contains("damaged.avi: is damaged: only ") && message.contains(" of its 196"), message);
        }
    }

    @Test
    void olderReleasesAreAskedInTheirWords() {
        assertTrue(Ffmpeg.isOld("ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright"));
        assertTrue(Ffmpeg.isOld("ffmpeg version n5.0.3 Copyright"));
        assertFalse(Ffmpeg.isOld("ffmpeg version 5.1.9-0+deb12u1 Copyright"));
        assertFalse(Ffmpeg.isOld("ffmpeg version N-117000-gabc Copyright"));
    }

    @Test
    void theVideoShowsTheFramesOfTheFolder() {
        Image file = Image.read(SharedFolder.data("vot/bag/00000101.jpg"));
        try (VideoFrames bag = VideoFrames.of(SharedFolder.data("videos/bag.avi"))) {
            assertTrue(meanDifference(file, bag.image(100)) < 3);
        }
    }

    @Test
    void boxesOfAVideoComeFromTheFileNamed() {
        String spec = "video:" + SharedFolder.data("videos/bag.avi") + "?boxes="
                + SharedFolder.data("vot/bag/groundtruth.txt");
        Sequence bag = Datasets.open(DataSpec.parse(spec)).sequences().getFirst();
        assertEquals(196, bag.size());
        Source cars = Source.open(SharedFolder.data("videos/car-detection.mp4").toString());
        assertEquals("car-detection", cars.name());
        assertTrue(cars.boxes().isEmpty());
        try (cars) {
            assertEquals(768, cars.frames().image(0).width());
        }
    }

    @Test
    void writesAVideoThatCanBeRead() throws IOException {
        Path file = folder.resolve("out.mp4");
        try (VideoWriter writer = VideoWriter.open(file, 33, 21, 12.5)) {
            for (int i = 0; i < 10; i++) {
                writer.write(grey(33, 21, 20 * i));
            }
            assertFalse(Files.exists(file));
        }
        try (VideoFrames read = VideoFrames.of(file)) {
            assertEquals(10, read.size());
            assertEquals(12.5, read.framesPerSecond());
            assertEquals(new FrameSize(34, 22), read.frameSize());
            assertEquals(100, read.image(5).rgb()[3 * (34 * 10 + 10)] & 0xff, 4);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void framesOfAnotherSizeAreFitted() {
        Path file = folder.resolve("sizes.mp4");
        try (VideoWriter writer = VideoWriter.open(file, 32, 20, 25)) {
            writer.write(grey(32, 20, 200));
            writer.write(grey(20, 40, 200));
        }
        try (VideoFrames read = VideoFrames.of(file)) {
            assertEquals(2, read.size());
            byte[] rgb = read.image(1).rgb();
            assertEquals(200, rgb[3 * (32 * 10 + 16)] & 0xff, 8, "the picture is in the middle");
            assertEquals(0, rgb[3 * (32 * 10 + 1)] & 0xff, 8, "beside it is black");
        }
    }

    /** A clip that was cut out without encoding it again keeps what its first frames need, and hides it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void hiddenFramesAreNotCounted(int between) throws Exception {
        Path whole = folder.resolve("whole.mp4");
        String frames = "testsrc=size=64x48:rate=25:duration=2";
        run("-f", "lavfi", "-i", frames, "-c:v", "libx264", "-g", "10", "-bf", "" + between, whole.toString());
        Path cut = folder.resolve("cut.mov");
        run(
                "-ss",
                "0.52",
                "-i",
                whole.toString(),
                "-t",
                "0.8",
                "-c",
                "copy",
                "-movflags",
                "+faststart",
                cut.toString());
        try (VideoFrames all = VideoFrames.of(whole);
                VideoFrames shown = VideoFrames.of(cut)) {
            assertEquals(50, all.size());
            assertEquals(50, all.promised());
            assertTrue(shown.size() < 24, "some are hidden: " + shown.size());
            assertEquals(shown.size(), shown.promised());
            assertTrue(shown.has(shown.size() - 1));
            assertFalse(shown.has(shown.size()));
        }
        byte[] bytes = Files.readAllBytes(cut);
        Path damaged = Files.write(folder.resolve("damaged.mov"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
        try (VideoFrames left = VideoFrames.of(damaged)) {
            assertTrue(left.promised() > left.size(), "a file that was really cut says so");
        }
    }

    /** Going far ahead and back shows what decoding in order shows, whatever the distances of frames, key frames and their order in the file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.mp4 -c:v libx264 -g 50 -bf 0",
                "between.mp4 -c:v libx264 -g 48 -bf 3",
                "open.mp4 -c:v libx264 -bf 3 -x264-params open-gop=1:keyint=40",
                "one.mkv -c:v libx264 -g 1000 -bf 2",
                "uneven.mkv -vf select=not(mod(n\\,3))+not(mod(n\\,7)) -vsync 0 -c:v libx264 -g 30 -bf 2",
                "late.mp4 -output_ts_offset 7.3 -c:v libx264 -g 25",
                "stream.ts -c:v libx264 -g 25 -bf 2",
                "old.avi -c:v mpeg4 -g 12 -bf 0",
                "packed.avi -c:v mpeg4 -g 12 -bf 2",
                "small.webm -c:v libvpx -g 40 -b:v 200k"
            })
    void jumpsShowTheFramesOfDecodingInOrder(String made) {
        String[] words = made.split(" ");
        Path file = folder.resolve(words[0]);
        List<String> arguments = new ArrayList<>(
                List.of("-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=9,noise=alls=20:allf=t"));
        arguments.addAll(List.of(words).subList(1, words.length));
        arguments.add(file.toString());
        run(arguments.toArray(String[]::new));
        jumps(file);
    }

    @Test
    void jumpsInRealVideosShowTheFramesOfDecodingInOrder() {
        jumps(SharedFolder.data("videos/bag.avi"));
        jumps(SharedFolder.data("videos/car-detection.mp4"));
    }

    private static void jumps(Path file) {
        List<Integer> sums = new ArrayList<>();
        try (VideoFrames inOrder = VideoFrames.of(file);
                VideoFrames jumping = VideoFrames.of(file)) {
            for (int i = 0; inOrder.has(i); i++) {
                sums.add(Arrays.hashCode(inOrder.image(i).rgb()));
            }
            int size = jumping.size();
            assertEquals(size, sums.size());
            assertTrue(new HashSet<>(sums).size() > size * 9 / 10, "frames differ");
            for (int index : new int[] {size - 1, 1, size / 2, size / 2 + 1, size / 2 + 70, 65, 0, size - 2, 64}) {
                if (index < size) {
                    byte[] shown = jumping.image(index).rgb();
                    assertEquals(sums.get(index), Arrays.hashCode(shown), file + ", frame " + index);
                }
            }
            assertFalse(jumping.has(size));
        }
    }

    private static void run(String... arguments) {
        try (Ffmpeg made = Ffmpeg.start(
                Stream.concat(Stream.of("-y"), Stream.of(arguments)).toList())) {
            Assumptions.assumeTrue(made.exitCode() == 0, made::complaint);
        }
    }

    @Test
    void damagedVideosAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.mp4"), "this is no video");
        try (VideoFrames broken = VideoFrames.of(file)) {
            assertOneLine("broken.mp4", assertThrows(InputException.class, broken::size));
            assertOneLine("broken.mp4", assertThrows(InputException.class, () -> broken.image(0)));
        }
        Path list = Files.writeString(
                folder.resolve("list.mp4"), "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://localhost:1/a.ts\n");
        try (VideoFrames remote = VideoFrames.of(list)) {
            assertOneLine("list.mp4", assertThrows(InputException.class, () -> remote.image(0)));
        }
        assertThrows(InputException.class, () -> VideoFrames.of(folder.resolve("none.avi")));
    }

    @Test
    void aMissingFfmpegIsExplained() {
        System.setProperty(Ffmpeg.PROPERTY, folder.resolve("no/ffmpeg").toString());
        try (VideoFrames bag = VideoFrames.of(SharedFolder.data("videos/bag.avi"))) {
            assertOneLine("install it", assertThrows(InputException.class, () -> bag.image(0)));
            assertOneLine("install it", assertThrows(InputException.class, bag::size));
            assertOneLine(
                    "install it",
                    assertThrows(InputException.class, () -> VideoWriter.open(folder.resolve("a.mp4"), 8, 8, 25)));
        } finally {
            System.clearProperty(Ffmpeg.PROPERTY);
        }
    }

    @Test
    void aMissingCameraIsExplained() {
        assertOneLine("camera:97", assertThrows(InputException.class, () -> Source.open("camera:97")));
        assertOneLine("write camera:0", assertThrows(InputException.class, () -> Source.open("camera:front")));
    }

    private static void assertOneLine(String part, InputException e) {
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    private static Image grey(int width, int height, int level) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) level);
        return Image.of(width, height, rgb);
    }

    private static double meanDifference(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            sum += Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff));
        }
        return sum / a.rgb().length;
    }
}
