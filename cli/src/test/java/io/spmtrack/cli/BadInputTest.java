package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.train.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with the input: exit code 2, one line that names it, and nothing written before is lost. */
final class BadInputTest {
    @TempDir
    private Path folder;

    /** A way to spoil a sequence, and what the message has to name. */
    record Spoiled(String name, Spoiling spoiling, String mentioned) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Spoiling {
        void spoil(Path sequence) throws IOException;
    }

    private static Spoiled row(String name, String row) {
        return new Spoiled(name, sequence -> rows(sequence, row), "groundtruth_rect.txt, line 3");
    }

    private static void rows(Path sequence, String third) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int frame = 0; frame < SquareClip.FRAMES; frame++) {
            rows.add(frame == 2 ? third : SquareClip.row(frame));
        }
        SquareClip.rows(sequence, rows);
    }

    private static Stream<Spoiled> spoiled() {
        return Stream.of(
                row("letters", "10,abc,12,12"),
                row("not a number", "10,NaN,12,12"),
                row("negative size", "10,10,-12,12"),
                row("zero size", "10,10,0,12"),
                row("three numbers", "10,10,12"),
                new Spoiled(
                        "a row too many",
                        sequence -> SquareClip.rows(sequence, List.of(SquareClip.row(0), SquareClip.row(1))),
                        "rows"),
                new Spoiled("no rows", sequence -> SquareClip.rows(sequence, List.of()), "groundtruth_rect.txt"),
                new Spoiled(
                        "binary boxes",
                        sequence -> Files.write(sequence.resolve("groundtruth_rect.txt"), new byte[] {0, 1, 2, -1, -2}),
                        "groundtruth_rect.txt"),
                new Spoiled("truncated JPEG", sequence -> truncate(sequence.resolve("img/0002.jpg")), "0002.jpg"),
                new Spoiled(
                        "no pictures",
                        sequence -> {
                            for (int frame = 1; frame <= SquareClip.FRAMES; frame++) {
                                Files.delete(sequence.resolve("img").resolve(String.format("%04d.jpg", frame)));
                            }
                        },
                        "Sequence"),
                new Spoiled(
                        "box outside the image",
                        sequence -> {
                            List<String> rows = new ArrayList<>();
                            for (int frame = 0; frame < SquareClip.FRAMES; frame++) {
                                rows.add("400,400,12,12");
                            }
                            SquareClip.rows(sequence, rows);
                        },
                        "outside the image"),
                new Spoiled(
                        "unknown layout",
                        sequence -> Files.delete(sequence.resolve("groundtruth_rect.txt")),
                        "Sequence"));
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, 2 * bytes.length / 3));
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void evaluationRefuses(Spoiled spoiled) throws Exception {
        Path sequence = SquareClip.write(folder.resolve("data/Sequence"));
        spoiled.spoiling().spoil(sequence);
        Call call = Call.of(
                "eval",
                "-q",
                "--data",
                "otb:" + folder.resolve("data"),
                "--weights",
                Call.weights(),
                "--no-baselines",
                "--out",
                folder.resolve("out").toString());
        assertTrue(call.refused().contains(spoiled.mentioned()), call.err());
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void trainingRefuses(Spoiled spoiled) throws Exception {
        Path sequence = SquareClip.write(folder.resolve("data/Sequence"));
        spoiled.spoiling().spoil(sequence);
        Call call = Call.of(Call.training(
                folder.resolve("run"),
                "data.train=otb:" + folder.resolve("data"),
                "data.test=",
                "sampling.skip_unreadable=false"));
        if (!spoiled.name()
                .equals("box outside the image")) { // training leaves such frames out, and says so when none is left
            assertTrue(call.refused().contains(spoiled.mentioned()), call.err());
        } else {
            call.refused();
        }
    }

    @Test
    void foldersThatAreNone() throws Exception {
        Path file = Files.writeString(folder.resolve("file.txt"), "no folder");
        for (String data : List.of(
                "otb:" + folder.resolve("absent"),
                "otb:" + file,
                folder.toString(),
                "otv:x",
                "",
                "synthetic:?lenth=3")) {
            Call.of("eval", "--data", data, "--weights", Call.weights()).refused();
        }
        assertTrue(Call.of("eval", "--data", "synthetic:?lenth=3").refused().contains("did you mean 'length'"));
        assertTrue(Call.of("eval").refused().contains("--data"));
    }

    @Test
    void damagedWeights() throws Exception {
        Path good = Path.of(Call.weights());
        byte[] bytes = Files.readAllBytes(good);
        Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(bytes, bytes.length - 100));
        Path empty = Files.write(folder.resolve("empty.safetensors"), new byte[0]);
        Path text = Files.writeString(folder.resolve("text.pth"), "not weights at all", StandardCharsets.UTF_8);
        for (Path wrong : List.of(cut, empty, text, folder.resolve("absent.pth"), folder)) {
            String name = wrong.getFileName().toString();
            assertTrue(Call.of("weights", "inspect", wrong.toString()).refused().contains(name), name);
            assertTrue(Call.of("weights", "verify", wrong.toString()).refused().contains(name), name);
            assertTrue(Call.of("eval", "--data", "synthetic:?limit=1", "--weights", wrong.toString())
                    .refused()
                    .contains(name));
        }
        bytes[bytes.length - 1] = 0x7f;
        bytes[bytes.length - 2] = (byte) 0xc0; // the last float becomes NaN
        Path poisoned = Files.write(folder.resolve("poisoned.safetensors"), bytes);
        assertTrue(Call.of("weights", "verify", poisoned.toString()).refused().contains("not finite"));
    }

    @Test
    void weightsOfAnotherPreset() {
        String message = Call.of(
                        "eval", "--data", "synthetic:?limit=1", "--weights", Call.weights(), "--preset", "base")
                .refused();
        assertTrue(
                message.contains("pos_embed") && message.contains("[1, 36, 24]") && message.contains("[1, 729, 768]"),
                message);
        assertTrue(Call.of("weights", "verify", Call.weights(), "preset=tiny")
                .refused()
                .contains("pos_embed: shape [1, 36, 24], expected"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train.minutes=1e300",
                "train.batch=2000000000",
                "train.loader_ahead=2000000000",
                "model.depth=100000000",
                "model.references=100000000",
                "model.search_size=7200000"
            })
    void whatIsOutOfProportionIsRefused(String setting) {
        String message = Call.of("plan", setting).refused();
        assertTrue(message.contains(setting.substring(setting.indexOf('.') + 1, setting.indexOf('='))), message);
    }

    @Test
    void trainingThatDivergesSaysSo() {
        Path run = folder.resolve("run");
        Call call = Call.of(Call.training(
                run,
                "optimizer.lr=1e30",
                "schedule.warmup=0",
                "train.steps=4",
                "train.validate_every=4",
                "data.test="));
        assertEquals(1, call.code());
        assertTrue(call.err().contains("lower optimizer.lr"), call.err());
    }

    @Test
    void aPathWithSpacesIsQuoted() {
        assertEquals("runs/a-1", new RunFolder(Path.of("runs/a-1")).typed());
        assertEquals("'rb ü'\\''s x'", new RunFolder(Path.of("rb ü's x")).typed());
    }

    @Test
    void aDamagedCheckpointIsNotContinued() throws Exception {
        Path run = folder.resolve("run");
        Call.of(Call.training(run, "data.test=")).succeeds();
        Path state = run.resolve("checkpoint/state.safetensors");
        byte[] bytes = Files.readAllBytes(state);
        Files.write(state, Arrays.copyOf(bytes, bytes.length / 2));
        String log = Files.readString(run.resolve("log.jsonl"));
        assertTrue(Call.of("train", "-q", "--resume", run.toString(), "train.steps=6")
                .refused()
                .contains("state.safetensors"));
        assertEquals(log, Files.readString(run.resolve("log.jsonl")));
        Files.delete(state);
        Path best = run.resolve("checkpoint/best.safetensors");
        byte[] weights = Files.readAllBytes(best);
        assertTrue(Call.of("train", "-q", "--resume", run.toString(), "train.steps=6")
                .refused()
                .contains("state.safetensors: is missing"));
        assertArrayEquals(weights, Files.readAllBytes(best));
        Files.write(state, bytes);
        String config = Files.readString(run.resolve("config.yaml"));
        assertTrue(Call.of("train", "-q", "--resume", run.toString(), "train.steps=3")
                .refused()
                .contains("has made 4 already"));
        assertEquals(config, Files.readString(run.resolve("config.yaml")));
        assertTrue(Call.of("train", "-q", "--resume", run.toString(), "optimizer.lr=9")
                .refused()
                .contains("was made with optimizer.lr=0.001, not 9.0"));
    }
}
