package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrackTest {
    @TempDir
    private Path folder;

    private Path clip;

    @BeforeEach
    void writeClip() throws Exception {
        clip = SquareClip.write(folder.resolve("square"));
    }

    private Call track(String... more) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("track", clip.toString(), "-q", "--weights", Call.weights(), "--out", out().toString()));
        arguments.addAll(List.of(more));
        return Call.of(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    @Test
    void writesBoxesAndPictures() throws Exception {
        track().succeeds();
        List<String> rows = Files.readAllLines(out().resolve("square.txt"));
        assertEquals(SquareClip.FRAMES, rows.size());
        assertEquals("11.000\t16.000\t12.000\t12.000", rows.getFirst());
        try (var pictures = Files.list(out().resolve("frames"))) {
            assertEquals(SquareClip.FRAMES, pictures.count());
        }
        Image first = Image.read(out().resolve("frames/000001.jpg"));
        int corner = 3 * (15 * SquareClip.WIDTH + 15); // on the drawn box's upper edge
        assertTrue((first.rgb()[corner] & 0xff) > 150, "red line");
    }

    /** Without a run in the working folder; the tests' own runs lie elsewhere. */
    @Test
    void withoutWeightsThoseBuiltInAreUsed() {
        Call call = Call.of("track", clip.toString(), "--pictures", "0", "--out", out().toString());
        call.succeeds();
        assertTrue(call.out().contains("weights: built in"), call.out() + call.err());
        assertTrue(Files.exists(out().resolve("square.txt")));
    }

    @Test
    void aFilterNeedsNoWeights() {
        Call call =
                Call.of("track", clip.toString(), "--baseline", "filter", "--pictures", "0", "--out", out().toString());
        call.succeeds();
        assertTrue(call.out().contains("tracker: correlation-filter"), call.out() + call.err());
        assertTrue(Files.exists(out().resolve("square.txt")));
    }

    @Test
    void weightsBuiltInHaveAName() {
        Call call = Call.of(
                "track", clip.toString(), "--weights", "built-in", "--pictures", "0", "--out", out().toString());
        call.succeeds();
        assertTrue(call.out().contains("weights: built in"), call.out() + call.err());
        assertTrue(Files.exists(out().resolve("square.txt")));
    }

    @Test
    void aBaselineHasNoWeights() {
        assertTrue(track("--baseline", "filter").refused().contains("--baseline=filter: weights, settings"));
    }

    @Test
    void severalTargetsAndFormats() throws Exception {
        track("--box", "10,15,12,12", "--box", "30,20,10,10", "--format", "csv", "--pictures", "0")
                .succeeds();
        for (String name : List.of("square-1.csv", "square-2.csv")) {
            assertEquals(
                    SquareClip.FRAMES + 1,
                    Files.readAllLines(out().resolve(name)).size());
        }
        assertTrue(Files.notExists(out().resolve("frames")));
    }

    /** Explaining changes nothing; the page shows every frame but the first, which was given. */
    @Test
    void explainsItsBoxes() throws Exception {
        track().succeeds();
        String plain = Files.readString(out().resolve("square.txt"));
        Path pages = folder.resolve("why");
        track("--explain", pages.toString()).succeeds();
        assertEquals(plain, Files.readString(out().resolve("square.txt")));
        String page = Files.readString(pages.resolve("square.html"));
        for (int frame = 1; frame < SquareClip.FRAMES; frame++) {
            assertTrue(page.contains("<h3>Frame " + frame + "</h3>"), "frame " + frame);
        }
        assertEquals(3 * (SquareClip.FRAMES - 1), page.split(">reference of frame", -1).length - 1);
        assertEquals(3 * (SquareClip.FRAMES - 1), page.split("attention to reference of frame", -1).length - 1);
        assertEquals(SquareClip.FRAMES - 1, page.split("gates of the search cells", -1).length - 1);
        assertEquals(SquareClip.FRAMES - 1, page.split(">weight U, ", -1).length - 1);
        assertTrue(page.contains("<td>blocks.0.mlp.fc2</td>"), "the table of loads");
        assertTrue(page.contains("routed experts, t-SNE"));
    }

    @Test
    void aWindowNeedsAScreen() {
        assertTrue(track("--view").refused().contains("--view needs a screen"));
    }

    @Test
    void lowConfidenceCountsAsLost() throws Exception {
        track("--min-confidence", "1", "tracker.window_penalty=0.2").succeeds();
        assertEquals(
                "nan\tnan\tnan\tnan",
                Files.readAllLines(out().resolve("square.txt")).get(2));
    }

    @Test
    void aVideoOrEveryFrame() throws Exception {
        Call call = track("--video", "--pictures", "3").succeeds();
        boolean video = Files.exists(out().resolve("video.mp4"));
        boolean everyFrame = Files.exists(out().resolve("frames/000002.jpg"));
        assertTrue(video || everyFrame, call.out());
    }

    @Test
    void aDamagedFrameKeepsTheBoxesBeforeIt() throws Exception {
        Path frame = clip.resolve("img/0004.jpg");
        byte[] bytes = Files.readAllBytes(frame);
        Files.write(frame, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertTrue(track().refused().contains("0004.jpg"));
        assertEquals(3, Files.readAllLines(out().resolve("square.txt")).size());
    }

    @Test
    void whatIsTrackedIsNotDrawnOver() throws Exception {
        Path pictures = folder.resolve("mine/frames");
        Files.createDirectories(pictures.getParent());
        Files.move(clip.resolve("img"), pictures);
        byte[] before = Files.readAllBytes(pictures.resolve("0001.jpg"));
        for (Path source : List.of(pictures, pictures.getParent())) {
            String message = Call.of(
                            "track",
                            "frames:" + source,
                            "-q",
                            "--box",
                            "10,15,12,12",
                            "--weights",
                            Call.weights(),
                            "--out",
                            pictures.getParent().toString())
                    .refused();
            assertTrue(message.contains("choose another --out") || message.contains("no images"), message);
        }
        assertArrayEquals(before, Files.readAllBytes(pictures.resolve("0001.jpg")));
    }

    @Test
    void wrongCallsAreRefused() {
        assertTrue(track("--box", "1,2,3").refused().contains("four numbers"));
        assertTrue(track("--box", "1,2,x,4").refused().contains("four numbers"));
        assertTrue(track("--box", "500,500,5,5").refused().contains("outside the image"));
        assertTrue(track("--box", "5,5,0,5").refused().contains("positive size"));
        assertTrue(track("--box", "0,0,1e9,1e9").refused().contains("times as large as the image"));
        assertTrue(track("--threads", "100000").refused().contains("from 1 to 1024"));
        assertTrue(track("tracker.search_area_factor=1e30").refused().contains("search_area_factor must lie in"));
        assertTrue(track("--min-confidence", "2").refused().contains("from 0 to 1"));
        assertTrue(track("--format", "xml").refused().contains("unknown result format"));
        assertTrue(track("tracker.window_penalti=1").refused().contains("did you mean 'tracker.window_penalty'"));
        assertTrue(track("model.r=3").refused().contains("--preset"));
        assertTrue(track("--backend", "gpu").refused().contains("cpu or reference"));
    }
}
