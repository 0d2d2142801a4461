package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.model.image.ImageWriter;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.log.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on files of several layouts: the same losses from any number of loaders, and a checkpoint when the files go. */
final class MixtureRunTest {
    private static final List<String> SMALL = List.of(
            "model.embed_dim=24",
            "model.depth=1",
            "model.num_heads=2",
            "model.patch=8",
            "model.template_size=24",
            "model.search_size=48",
            "model.r=4",
            "train.batch=6",
            "train.validate_every=100",
            "train.validation_samples=0",
            "sampling.samples_per_epoch=24");

    @TempDir
    private Path folder;

    /** Of a very small model that trains on some data. */
    static RunSettings settings(String data, String... more) {
        List<String> rows = new ArrayList<>(SMALL);
        rows.add("data.train=" + data);
        rows.add("data.val=" + data);
        rows.addAll(List.of(more));
        return RunSettings.tiny().with(rows.toArray(String[]::new));
    }

    private List<Double> losses(String name, RunSettings settings) {
        List<Double> losses = new ArrayList<>();
        try (Trainer trainer = new Trainer(settings, new RunFolder(folder.resolve(name)), new CpuBackend(1))) {
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step) {
                            assertTrue(step.dataWait() >= 0 && step.dataWait() <= 1);
                            losses.add(step.loss());
                        }
                    },
                    () -> false);
        }
        return losses;
    }

    @Test
    void aMixtureOfLayoutsTrains() {
        Path data = SharedFolder.data();
        String specs = String.join(
                ",",
                "otb:" + data.resolve("otb"),
                "lasot:" + data.resolve("layouts/lasot") + "?split=train",
                "got10k:" + data.resolve("layouts/got10k") + "?split=val",
                "trackingnet:" + data.resolve("layouts/trackingnet") + "?split=train",
                "coco:" + data.resolve("coco/voc40") + "?motion=none&split=train",
                "coco:" + data.resolve("coco/coco4") + "?motion=none&split=train");
        samplesAreMadeAgain(settings(specs));
        List<Double> expected = losses("one", settings(specs, "train.steps=5", "train.loader_threads=1"));
        assertEquals(5, expected.size());
        for (double loss : expected) {
            assertTrue(Double.isFinite(loss));
        }
        for (String threads : new String[] {"2", "4"}) {
            assertEquals(
                    expected, losses(threads, settings(specs, "train.steps=5", "train.loader_threads=" + threads)));
        }
    }

    /** In another order, by another maker: byte for byte. */
    private static void samplesAreMadeAgain(RunSettings settings) {
        SampleMaker maker = TrainingData.train(settings);
        SampleMaker again = TrainingData.train(settings);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < maker.samplesPerEpoch(); i++) {
            samples.add(maker.make(1, i));
        }
        for (int i = samples.size() - 1; i >= 0; i--) {
            Sample expected = samples.get(i);
            Sample found = again.make(1, i);
            assertEquals(expected.sequence(), found.sequence());
            assertEquals(expected.frames(), found.frames());
            assertArrayEquals(expected.references(), found.references());
            assertArrayEquals(expected.masks(), found.masks());
            assertArrayEquals(expected.searches(), found.searches());
            assertArrayEquals(expected.boxes(), found.boxes());
            assertArrayEquals(expected.positives(), found.positives());
        }
        assertEquals(
                5,
                samples.stream()
                        .map(sample -> sample.sequence().replaceAll("/.*", ""))
                        .distinct()
                        .count(),
                "every layout is among the samples; two sets are COCO's");
    }

    /** The run ends for want of data, keeps what it did, and goes on once the data are back. */
    @Test
    void aVanishedFolderEndsTheRunWithACheckpoint() throws IOException {
        Path clip = clip(folder.resolve("set"), "Ball");
        String spec = "otb:" + folder.resolve("set");
        RunSettings settings = settings(spec, "train.steps=4", "train.loader_ahead=0");
        List<Double> expected = losses("whole", settings);
        RunFolder run = new RunFolder(folder.resolve("run"));
        List<Double> losses = new ArrayList<>();
        Path away = folder.resolve("away");
        try (Trainer trainer = new Trainer(settings, run, new CpuBackend(1))) {
            InputException e = assertThrows(
                    InputException.class,
                    () -> trainer.run(
                            event -> {
                                if (event instanceof TrainingEvent.Stepped step) {
                                    losses.add(step.loss());
                                    move(clip, away, step.step() == 2);
                                }
                            },
                            () -> false));
            assertTrue(e.getMessage().contains("up to step 2 is saved"), e.getMessage());
        }
        move(away, clip, true);
        assertFalse(Files.exists(away));
        try (Trainer trainer = new Trainer(settings, run, new CpuBackend(1))) {
            trainer.resume();
            assertEquals(2, trainer.done());
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step) {
                            losses.add(step.loss());
                        }
                    },
                    () -> false);
        }
        assertEquals(expected, losses);
    }

    private static void move(Path from, Path to, boolean wanted) {
        try {
            if (wanted) {
                Files.move(from, to);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a sequence in OTB's layout and returns the folder of its pictures. */
    static Path clip(Path set, String name) throws IOException {
        Path pictures = Files.createDirectories(set.resolve(name).resolve("img"));
        Sequence sequence = new Synthetic(3, "train", 16, new FrameSize(128, 96)).sequence(0);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < sequence.size(); i++) {
            ImageWriter.write(
                    sequence.frames().image(i), pictures.resolve(String.format(Locale.ROOT, "%04d.jpg", i + 1)));
            rows.add("40,30,30,24");
        }
        Files.write(pictures.resolveSibling("groundtruth_rect.txt"), rows);
        return pictures;
    }
}
