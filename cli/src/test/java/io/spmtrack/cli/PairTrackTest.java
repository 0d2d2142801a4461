package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spmtrack.eval.video.VideoWriter;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import io.spmtrack.model.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two recordings of one view, tracked as a pair. */
final class PairTrackTest {
    private static final int GREY = 90;
    private static final int EDGE = 15;

    @TempDir
    private Path folder;

    private Path visible;
    private Path other;

    @BeforeEach
    void writePair() throws Exception {
        visible = SquareClip.write(folder.resolve("square"));
        other = grey("other", SquareClip.WIDTH, SquareClip.FRAMES);
    }

    private Path grey(String name, int width, int count) throws Exception {
        Path made = Files.createDirectories(folder.resolve(name));
        byte[] pixels = new byte[3 * width * SquareClip.HEIGHT];
        Arrays.fill(pixels, (byte) GREY);
        for (int frame = 0; frame < count; frame++) {
            ImageWriter.write(Image.of(width, SquareClip.HEIGHT, pixels), made.resolve("%04d.jpg".formatted(frame)));
        }
        return made;
    }

    private Call track(String... more) {
        return trackIn(visible.toString(), more);
    }

    private Call trackIn(String source, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("track", source, "-q", "--out", folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        return Call.of(arguments.toArray(String[]::new));
    }

    private List<String> rows() throws Exception {
        return Files.readAllLines(folder.resolve("out/square.txt"));
    }

    private Image drawn() {
        return Image.read(folder.resolve("out/frames/000001.jpg"));
    }

    private static int value(Image image, int x, int y, int channel) {
        return image.rgb()[3 * (y * image.width() + x) + channel] & 0xff;
    }

    @Test
    void theBoxIsDrawnOnBothPicturesSideBySide() throws Exception {
        Call call = track("--x", other.toString(), "--baseline", "still").succeeds();
        assertEquals("", call.err());
        assertEquals(SquareClip.FRAMES, rows().size());
        Image image = drawn();
        assertEquals(2 * SquareClip.WIDTH, image.width());
        assertEquals(SquareClip.HEIGHT, image.height());
        assertTrue(value(image, EDGE, EDGE, 0) > 150, "a red line on the visible picture");
        assertTrue(value(image, SquareClip.WIDTH + EDGE, EDGE, 0) > 150, "and on the other");
        for (int channel = 0; channel < 3; channel++) {
            assertEquals(GREY, value(image, 2 * SquareClip.WIDTH - 5, SquareClip.HEIGHT - 5, channel), 3);
        }
    }

    /** A small random network with adapters that look at the second picture. */
    private String twoModalities() {
        Path file = folder.resolve("pair.safetensors");
        ModelSettings settings = ModelSettings.tiny()
                .with(
                        "embed_dim=24",
                        "depth=1",
                        "template_size=24",
                        "search_size=48",
                        "r=4",
                        "sdmoe=true",
                        "train=pair");
        try (Model pair = new Model(settings, TrackerSettings.published())) {
            pair.initialize(3);
            pair.weights().parameters().forEach((name, parameter) -> {
                var values = parameter.segment();
                for (long i = 0; name.contains(".sdmoe.") && i < values.byteSize() / Float.BYTES; i++) {
                    values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (Math.sin((double) i + name.length()) / 4));
                }
            });
            ModelFile.save(file, pair);
        }
        return file.toString();
    }

    @Test
    void aMissingModalityIsFedFromTheVisibleOneWithAWarning() throws Exception {
        String weights = twoModalities();
        Call alone = track("--weights", weights, "--pictures", "0").succeeds();
        assertEquals(1, alone.err().lines().count(), alone.err());
        assertTrue(alone.err().contains("no second modality") && alone.err().contains("--x"), alone.err());
        List<String> fed = rows();
        String twice = visible.resolve("img").toString();
        assertEquals("", track("--weights", weights, "--x", twice).succeeds().err());
        assertEquals(fed, rows(), "both pictures are the visible one");
        track("--weights", weights, "--x", other.toString()).succeeds();
        assertNotEquals(fed, rows(), "the second picture counts");
    }

    @Test
    void unequalCountsArePairedByPosition() throws Exception {
        Path shorter = grey("shorter", SquareClip.WIDTH, SquareClip.FRAMES - 2);
        Call call = track("--x", shorter.toString(), "--baseline", "still").succeeds();
        assertEquals(1, call.err().lines().count(), call.err());
        assertTrue(call.err().contains(" 6 pictures") && call.err().contains("first 4 of each"), call.err());
        assertEquals(SquareClip.FRAMES - 2, rows().size());
    }

    @Test
    void whatIsNoPairIsRefused() throws Exception {
        String wider = grey("wider", SquareClip.WIDTH + 8, 2).toString();
        String message = track("--x", wider, "--baseline", "still").refused();
        assertTrue(message.contains("64x48") && message.contains("72x48") && message.contains("pixel on pixel"));
        assertTrue(track("--x", folder.resolve("none").toString(), "--baseline", "still")
                .refused()
                .contains("no such file or folder"));
        Path pair = folder.resolve("pairs/one");
        Files.createDirectories(pair);
        Files.move(grey("a", 64, 2), pair.resolve("rgb"));
        Files.move(grey("b", 64, 2), pair.resolve("ir"));
        Files.writeString(pair.resolve("rgb.txt"), "9 9 9 9\n9 9 9 9\n");
        String spec = "vtuav:" + folder.resolve("pairs");
        trackIn(spec, "--baseline", "still").succeeds();
        assertEquals(2 * SquareClip.WIDTH, drawn().width());
        assertTrue(trackIn(spec, "--x", other.toString(), "--baseline", "still")
                .refused()
                .contains("two modalities already"));
    }

    @Test
    void anEvaluationTellsWhatIsOddAboutPairs() throws Exception {
        Path pair = Files.createDirectories(folder.resolve("pairs/one"));
        Files.move(grey("a", 64, 2), pair.resolve("rgb"));
        Files.move(grey("b", 64, 3), pair.resolve("ir"));
        Files.writeString(pair.resolve("rgb.txt"), "9 9 9 9\n9 9 9 9\n");
        String spec = "vtuav:" + folder.resolve("pairs");
        String out = folder.resolve("results").toString();
        Call call = Call.of("eval", "-q", "--data", spec, "--baseline", "still", "--out", out)
                .succeeds();
        assertEquals(1, call.err().lines().count(), call.err());
        assertTrue(call.err().contains("one: has 2 and 3 pictures of the two modalities"), call.err());
    }

    @Test
    void theSecondModalityIsNotDrawnOver() throws Exception {
        Path mine = Files.createDirectories(folder.resolve("out")).resolve("frames");
        Files.move(other, mine);
        assertTrue(
                track("--x", mine.toString(), "--baseline", "still").refused().contains("choose another --out"));
        assertEquals(SquareClip.WIDTH, Image.read(mine.resolve("0000.jpg")).width());
    }

    /** Of distances in 16 bits the upper eight would be nearly black. */
    @Test
    void depthBecomesColour() throws Exception {
        Path depth = Files.createDirectories(folder.resolve("depth"));
        BufferedImage near = new BufferedImage(SquareClip.WIDTH, SquareClip.HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
        for (int x = 0; x < SquareClip.WIDTH; x++) {
            for (int y = 0; y < SquareClip.HEIGHT; y++) {
                near.getRaster().setSample(x, y, 0, 1000 + 10 * x);
            }
        }
        for (int frame = 0; frame < SquareClip.FRAMES; frame++) {
            ImageIO.write(near, "png", depth.resolve(frame + ".png").toFile());
        }
        track("--x", depth.toString(), "--baseline", "still").succeeds();
        int middle = SquareClip.WIDTH + SquareClip.WIDTH / 2 + 8;
        assertTrue(value(drawn(), middle, SquareClip.HEIGHT - 5, 1) > 200, "green in the middle of the map");
        assertFalse(value(drawn(), 2 * SquareClip.WIDTH - 3, SquareClip.HEIGHT - 5, 1) > 100, "not at its end");
    }

    @Test
    void twoVideos() throws Exception {
        assumeTrue(VideoWriter.installed().isPresent(), "no ffmpeg");
        String first = video("square.mp4", visible.resolve("img"), SquareClip.FRAMES);
        String second = video("thermal.mp4", other, SquareClip.FRAMES - 1);
        Call call = trackIn(first, "--x", second, "--box", "10,15,12,12", "--baseline", "still", "--video");
        assertEquals(1, call.succeeds().err().lines().count(), call.err());
        assertEquals(SquareClip.FRAMES - 1, rows().size());
        assertTrue(Files.exists(folder.resolve("out/video.mp4")));
        assertTrue(value(drawn(), SquareClip.WIDTH + EDGE, EDGE, 0) > 150, "a red line on the second picture");
    }

    private String video(String name, Path pictures, int count) throws Exception {
        Path file = folder.resolve(name);
        try (VideoWriter writer = VideoWriter.open(file, SquareClip.WIDTH, SquareClip.HEIGHT, 25);
                Stream<Path> files = Files.list(pictures)) {
            files.sorted().limit(count).map(Image::read).forEach(writer::write);
        }
        return file.toString();
    }

    @Test
    void aSizeTheTrackerInTheBoxHasNotIsRefused() {
        String message = Call.of(
                        "train",
                        "-q",
                        "--preset",
                        "small,sdmoe",
                        "--out",
                        folder.resolve("run").toString())
                .refused();
        assertTrue(message.contains("--preset small-cpu,sdmoe") && message.contains("--from FILE"), message);
        assertFalse(Files.exists(folder.resolve("run")));
    }

    /** Without a tracker of its size tiny,sdmoe stands on the one in the box; with one it is what it says. */
    @Test
    void theSmallestPairStandsOnTheTrackerInTheBox() {
        Call box = Call.of("train", "--preset", "tiny,sdmoe", "--print-config").succeeds();
        Call same = Call.of("train", "--preset", "small-cpu,sdmoe-minutes", "--print-config")
                .succeeds();
        assertEquals(same.out(), box.out());
        Call own = Call.of("train", "--preset", "tiny,sdmoe", "--from", "tiny.safetensors", "--print-config")
                .succeeds();
        assertTrue(own.out().lines().anyMatch(line -> line.matches(".*search_size.*72.*")), own.out());
    }
}
