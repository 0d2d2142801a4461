package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.video.VideoFrames;
import io.spmtrack.eval.video.VideoWriter;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Situations from the field, as {@code field/README.md} tells them: what is tracked in, and weights. */
final class FieldTrackingTest {
    private static final String BOX = "14,12,24,24";

    @TempDir
    private Path folder;

    @Test
    void trimmedVideo() throws Exception {
        needsFfmpeg();
        Path field = SharedFolder.field("trimmed-video");
        Path clip = field.resolve("clip.mp4");
        String data = "video:" + clip + "?boxes=" + field.resolve("boxes.txt");
        Call eval = Call.of("eval", "--data", data, "--weights", Call.weights(), "--no-baselines", "--out", out("eval"))
                .succeeds();
        Call track = track(clip.toString(), "--out", out("track"));
        assertEquals(8, Files.readAllLines(folder.resolve("track/clip.txt")).size());
        for (Call call : List.of(eval, track)) {
            assertFalse((call.out() + call.err()).matches("(?s).*(cut|damaged).*"), call.err());
        }
        try (VideoFrames video = VideoFrames.of(clip)) {
            assertEquals(8, video.size());
            assertEquals(8, video.promised());
        }
    }

    @Test
    void prefixedWeights() throws Exception {
        Path field = SharedFolder.field("prefixed-weights");
        for (String name : List.of("plain", "compiled")) {
            Call.of(
                            "track",
                            "frames:" + field.resolve("frames"),
                            "--box",
                            BOX,
                            "--preset",
                            "tiny",
                            "model.embed_dim=24",
                            "model.depth=1",
                            "model.num_heads=2",
                            "model.patch=8",
                            "model.template_size=24",
                            "model.search_size=48",
                            "model.r=4",
                            "--weights",
                            field.resolve(name + ".safetensors").toString(),
                            "--out",
                            out(name))
                    .succeeds();
        }
        assertEquals(
                Files.readString(folder.resolve("plain/frames.txt")),
                Files.readString(folder.resolve("compiled/frames.txt")));
    }

    /** Without a slash before it a colon ends a kind, so this call needs the folder as its working directory. */
    @Test
    void aTimeInAName() throws Exception {
        needsFfmpeg();
        String name = "Recording 2026-05-01 12:30:15";
        Files.copy(SharedFolder.field("colon-in-name").resolve("clip.mp4"), folder.resolve(name + ".mp4"));
        ProcessCall call = new ProcessCall(
                folder, List.of(), "track", name + ".mp4", "--box", BOX, "--weights", Call.weights(), "--out", "x:y");
        assertEquals(0, call.code(), call.text());
        assertEquals(
                4,
                Files.readAllLines(folder.resolve("x:y").resolve(name + ".txt")).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"what?", "a&b=c", "out=1", "x?limit=1&b", "12:30"})
    void signsOfASpecInNames(String name) throws Exception {
        needsFfmpeg();
        Path clip = Files.copy(SharedFolder.field("colon-in-name").resolve("clip.mp4"), folder.resolve(name + ".mp4"));
        track(clip.toString(), "--pictures", "0", "--out", out("x:y?z&w"));
        Path boxes = folder.resolve("x:y?z&w").resolve(name + ".txt");
        assertEquals(4, Files.readAllLines(boxes).size());
        for (String data : List.of(clip + "?boxes=" + boxes, "video:" + clip + "?boxes=" + boxes + "&limit=1")) {
            DataSpec spec = DataSpec.parse(data);
            assertEquals(clip, spec.path());
            assertEquals(4, Datasets.open(spec).sequences().getFirst().size());
        }
        Path results = folder.resolve("results?a=b");
        Files.createDirectories(results);
        Files.copy(boxes, results.resolve(name + ".txt"));
        Path data = folder.resolve("data?x&y").resolve(name);
        Files.createDirectories(data);
        Files.copy(boxes, data.resolve("groundtruth_rect.txt"));
        Call.of("score", "--data", "otb:" + data.getParent(), "--results", results.toString())
                .succeeds();
    }

    @Test
    void plainLocale() throws Exception {
        needsFfmpeg();
        Path here = Files.createDirectories(folder.resolve("vidéo 测试"));
        Files.copy(SharedFolder.field("plain-locale").resolve("clip.mp4"), here.resolve("vidéo 测试.mp4"));
        ProcessCall call = new ProcessCall(
                here,
                List.of("LC_ALL=POSIX"),
                "track",
                "vidéo 测试.mp4",
                "--box",
                BOX,
                "--weights",
                Call.weights(),
                "--out",
                "boîtes");
        assertEquals(0, call.code(), call.text());
        assertEquals(4, Files.readAllLines(here.resolve("boîtes/vidéo 测试.txt")).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LANG=", "LC_ALL=xx_XX.UTF-8"})
    void plainLocaleOfBoxes(String locale) throws Exception {
        Path data = Files.createDirectories(folder.resolve("données/测试"));
        Files.writeString(data.resolve("groundtruth_rect.txt"), "1,2,3,4\n".repeat(4));
        Files.createDirectories(folder.resolve("résultats/测试"));
        Files.writeString(folder.resolve("résultats/测试/测试.txt"), "1,2,3,4\n".repeat(4));
        ProcessCall score =
                new ProcessCall(folder, List.of(locale), "score", "--data", "otb:données", "--results", "résultats");
        assertEquals(0, score.code(), score.text());
        assertTrue(score.text().contains("résultats"), score.text());
    }

    @Test
    void changingFrameSize() throws Exception {
        needsFfmpeg();
        Path frames = SharedFolder.field("changing-frame-size").resolve("frames");
        track("frames:" + frames, "--video", "--explain", out("pages"), "--out", out("track"));
        assertEquals(6, Files.readAllLines(folder.resolve("track/frames.txt")).size());
        try (VideoFrames video = VideoFrames.of(folder.resolve("track/video.mp4"))) {
            assertEquals(6, video.size());
            assertTrue(video.has(5));
            Image first = Image.read(frames.resolve("0001.jpg"));
            assertEquals(first.width(), video.image(5).width());
            assertEquals(first.height(), video.image(5).height());
        }
    }

    private Call track(String source, String... more) {
        List<String> arguments = List.of("track", source, "--box", BOX, "--weights", Call.weights());
        return Call.of(Call.joined(arguments, more)).succeeds();
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private static void needsFfmpeg() {
        Assumptions.assumeTrue(VideoWriter.installed().isPresent(), "ffmpeg is not installed");
    }

    /** A plain {@code java} with this class path, in a working directory and a locale. */
    private record ProcessCall(int code, String text) {
        ProcessCall(Path directory, List<String> locale, String... arguments) throws Exception {
            this(start(directory, locale, arguments));
        }

        private ProcessCall(Process process) throws Exception {
            this(process, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }

        private ProcessCall(Process process, String text) throws InterruptedException {
            this(process.waitFor(), text);
        }

        private static Process start(Path directory, List<String> locale, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of("env"));
            if (!locale.isEmpty()) {
                command.addAll(List.of("-u", "LC_ALL", "-u", "LC_CTYPE", "-u", "LANG"));
                command.addAll(locale);
            }
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
            command.addAll(List.of(arguments));
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        }
    }
}
