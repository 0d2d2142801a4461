package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.model.Model;
import io.spmtrack.model.weights.BuiltIn;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.train.RunFolder;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainTest {
    @TempDir
    private Path folder;

    @Test
    void aRunLeavesEverythingInItsFolderAndPrintsOneTableWithThreeRows() throws Exception {
        Call call = Call.of(Call.training(folder.resolve("run"))).succeeds();
        List<String> table = call.out().lines().toList();
        for (String row : List.of("spmtrack ", "box-never-moves ", "template-matching ")) {
            assertEquals(1, table.stream().filter(line -> line.startsWith(row)).count(), call.out());
        }
        assertTrue(call.out().contains("AO"), call.out());
        assertTrue(call.out().contains("95 %"), call.out());
        for (String file : List.of(
                "config.yaml",
                "provenance.json",
                "log.jsonl",
                "report.html",
                "checkpoint/best.safetensors",
                "checkpoint/last.safetensors",
                "checkpoint/state.safetensors")) {
            assertTrue(Files.size(folder.resolve("run").resolve(file)) > 0, file);
        }
        String page = Files.readString(folder.resolve("run/report.html"));
        assertTrue(page.contains("Gradient norm") && page.contains("Success"), "curves, and what was tracked");
        var provenance = new ObjectMapper()
                .readTree(folder.resolve("run/provenance.json").toFile());
        assertEquals("42", provenance.at("/inputs/seed").asText());
        assertEquals(64, provenance.at("/inputs/weights").asText().length());
    }

    @Test
    void averagedWeightsAreTrackedToo() {
        Path run = folder.resolve("run");
        Call call = Call.of(Call.training(run, "train.ema=0.9", "train.keep_last=1", "optimizer.kind=lion"))
                .succeeds();
        assertTrue(call.out().lines().anyMatch(line -> line.startsWith("spmtrack-average ")), call.out());
        Path averaged = run.resolve("checkpoint/average-step-00000004.safetensors");
        call = Call.of("weights", "inspect", averaged.toString()).succeeds();
        assertTrue(call.out().contains("head."), call.out());
    }

    /** A step at the lowest rate, 1e-5, moves a weight by hardly more than that: what was saved is what the training began with. */
    @Test
    void theTrackerInTheBoxIsTrainedOn() throws IOException {
        Path run = folder.resolve("run");
        Call.of(
                        "train",
                        "-q",
                        "--preset",
                        "small-cpu",
                        "--from",
                        "built-in",
                        "--data",
                        "synthetic:?length=20",
                        "--out",
                        run.toString(),
                        "train.steps=1",
                        "train.batch=2",
                        "optimizer.lr=1e-5",
                        "train.validation_samples=2",
                        "data.test=")
                .succeeds();
        try (Model built = BuiltIn.load();
                Model saved =
                        Weights.load(run.resolve("checkpoint/last.safetensors"), Optional.empty(), Optional.empty())) {
            for (Map.Entry<String, Param> weight : built.weights().parameters().entrySet()) {
                float[] begun = weight.getValue().segment().toArray(ValueLayout.JAVA_FLOAT);
                assertArrayEquals(
                        begun,
                        saved.weights()
                                .find(weight.getKey())
                                .orElseThrow()
                                .segment()
                                .toArray(ValueLayout.JAVA_FLOAT),
                        2e-5f,
                        weight.getKey());
            }
        }
    }

    @Test
    void theStartSaysWhatIsTrained() {
        Call call = Call.of(Call.training(folder.resolve("run"), "train.steps=1", "data.test="));
        assertEquals("", call.out(), "quiet");
        String[] loud = Call.training(folder.resolve("loud"), "train.steps=1", "data.test=");
        loud[1] = "--threads=1";
        call = Call.of(loud).succeeds();
        assertTrue(call.out().contains("parameters"), call.out());
        assertTrue(call.out().contains("multiply-accumulates"), call.out());
        assertTrue(call.out().contains("data: synthetic:"), call.out());
        assertTrue(call.out().contains(folder.resolve("loud").toString()), call.out());
    }

    @Test
    void generatedPairsAreTestedOnPairs() {
        String pairs = "synthetic:?modality=mixed&seed=7";
        Call call = Call.of("train", "--preset", "tiny", "--data", pairs + "&split=train", "--print-config")
                .succeeds();
        assertTrue(call.out().contains(pairs + "&split=test&limit=105"), call.out());
        call = Call.of("train", "--preset", "tiny", "--data", pairs, "--test", "synthetic:", "--print-config")
                .succeeds();
        assertFalse(call.out().contains("limit=105"), call.out());
    }

    /** On the tracker in the box: one command ends with the table of both, and of the new one looking at visible light twice. */
    @Test
    void aSecondModalityIsTestedBesideItsTracker() throws Exception {
        String pairs = "synthetic:?modality=mixed&size=96x96&length=5";
        Path run = folder.resolve("run");
        Call call = Call.of(
                        "train",
                        "-q",
                        "--threads=1",
                        "--preset=tiny,sdmoe",
                        "--data=" + pairs,
                        "--test=" + pairs + "&split=test&limit=6",
                        "--out=" + run,
                        "train.steps=1",
                        "train.batch=1",
                        "train.validation_samples=0",
                        "sampling.samples_per_epoch=1")
                .succeeds();
        assertTrue(
                call.out().contains("generated pairs")
                        && call.out()
                                .lines()
                                .anyMatch(line -> line.matches("generated pairs +sequences +spmtrack +visible-only"
                                        + " +visible-twice +box-never-moves +template-matching")),
                call.out());
        for (String modality : List.of("thermal", "depth", "event")) {
            assertTrue(
                    call.out().lines().anyMatch(line -> line.matches(modality + " +[12]( +[\\d.]+){5}")), call.out());
        }
        assertTrue(
                Files.size(run.resolve("checkpoint/tracker.safetensors"))
                        > 2 * Files.size(run.resolve("checkpoint/best.safetensors")),
                "the weights hold what was added");
        Call.of(
                        "track",
                        pairs + "&split=test&limit=1",
                        "-q",
                        "--weights=" + run.resolve("checkpoint/best.safetensors"),
                        "--out=" + folder.resolve("tracked"))
                .succeeds();
    }

    @Test
    void aFinishedRunResumesToItsTable() throws Exception {
        Path run = folder.resolve("run");
        Call.of(Call.training(run)).succeeds();
        Call again = Call.of("train", "-q", "--resume", run.toString()).succeeds();
        assertTrue(again.out().contains("box-never-moves"), again.out());
        Call.of("train", "-q", "resume=" + run, "train.steps=6", "data.test=").succeeds();
        assertEquals(6, Files.readString(run.resolve("log.jsonl")).split("\"stepped\"", -1).length - 1);
    }

    @Test
    void foldersThatHoldSomethingAreLeftAlone() throws Exception {
        Files.writeString(folder.resolve("letter.txt"), "mine");
        assertTrue(Call.of(Call.training(folder)).refused().contains("is not empty and holds no run"));
        assertTrue(Call.of(Call.training(Call.trained())).refused().contains("--resume"));
        assertEquals("mine", Files.readString(folder.resolve("letter.txt")));
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void aRunKilledBeforeItsFirstLineIsNoRun() throws Exception {
        Files.createDirectories(folder.resolve("run/checkpoint"));
        assertEquals(
                folder.resolve("run"), RunFolder.unused(folder.resolve("run")).path());
        Files.createFile(folder.resolve("run/checkpoint/state.safetensors"));
        assertThrows(InputException.class, () -> RunFolder.unused(folder.resolve("run")));
    }

    @Test
    void resumeNeedsARun() {
        assertTrue(Call.of("train", "--resume", folder.toString()).refused().contains("holds no run"));
        assertTrue(Call.of("train", "--resume", "train.steps=1").refused().contains("no run to continue"));
        assertTrue(Call.of("train", "--resume", Call.trained().toString(), "--preset", "tiny")
                .refused()
                .contains("leave --preset"));
    }

    @Test
    void wrongDataLeaveNoFolder() {
        Path run = folder.resolve("run");
        Call.of(Call.training(run, "data.train=otb:" + folder.resolve("absent")))
                .refused();
        assertFalse(Files.exists(run));
    }

    @Test
    void adaptersNeedTheirBackbone() {
        assertTrue(Call.of(
                        "train",
                        "--preset",
                        "base",
                        "--out",
                        folder.resolve("run").toString())
                .refused()
                .contains("--backbone"));
    }
}
