package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.Model;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.weights.ModelFile;
import io.spmtrack.model.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second modality at the smallest size: begins as the tracker it stands on, learns, goes on where it was stopped, and tracks. */
final class PairTrainingTest {
    private static final int STEPS = 6;
    private static final int STOP = 4;
    private static final String DATA = "synthetic:?size=96x96&length=12";
    private static final List<String> SMALL = List.of(
            "model.embed_dim=24",
            "model.depth=2",
            "model.template_size=24",
            "model.search_size=48",
            "model.r=4",
            "model.alpha=4",
            "data.train=" + DATA,
            "data.val=" + DATA + "&split=val",
            "train.steps=" + STEPS,
            "train.batch=4",
            "train.minutes=0",
            "train.validation_samples=0",
            "sampling.samples_per_epoch=16",
            "schedule.warmup=1");

    @TempDir
    private Path folder;

    private static RunSettings settings(String... presets) {
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(List.of(presets)).forEach(overrides::preset);
        return overrides.arguments(SMALL).build();
    }

    @Test
    void beginsAsTheTrackerLearnsGoesOnAndTracks() {
        Path base = folder.resolve("tracker.safetensors");
        RunSettings tracker = settings("tiny");
        try (Model model = new Model(tracker.model(), tracker.tracker())) {
            model.initialize(3);
            ModelFile.save(base, model);
        }
        RunSettings pair = settings("tiny", "sdmoe");
        try (Trainer fresh = new Trainer(pair, new RunFolder(folder.resolve("fresh")), new CpuBackend(1))) {
            fresh.begin(base);
            Path start = folder.resolve("start.safetensors");
            ModelFile.save(start, fresh.model());
            for (String share : List.of("0", "0.85")) { // of a filter, which looks at both pictures too
                assertEquals(
                        track(base, tracker, share, UnaryOperator.identity()),
                        track(start, pair, share, UnaryOperator.identity()));
            }
        }
        RunFolder run = new RunFolder(folder.resolve("run"));
        List<Double> losses = new ArrayList<>();
        VariantTrainingTest.train(pair, run, Optional.of(base), losses, STOP);
        VariantTrainingTest.train(pair, run, Optional.of(base), losses, STEPS);
        List<Double> whole = new ArrayList<>();
        VariantTrainingTest.train(pair, new RunFolder(folder.resolve("whole")), Optional.of(base), whole, STEPS);
        assertEquals(whole, losses, "a run that was stopped gives the numbers of one that was not");
        onlyWhatWasAddedChanged(base, run.best());
        holdsWhatWasAddedAndNoOtherTracker(run, tracker);
        assertNotEquals(
                track(run.best(), pair, "0", UnaryOperator.identity()),
                track(run.best(), pair, "0", PairTrainingTest::negative),
                "the second picture counts");
    }

    /** The file has no tensor of the tracker; it takes that tracker from beside it, from elsewhere when told so, and no other. */
    private void holdsWhatWasAddedAndNoOtherTracker(RunFolder run, RunSettings tracker) {
        try (TensorFile file = TensorFile.open(run.best())) {
            assertTrue(
                    file.stateDict().keySet().stream()
                            .allMatch(name ->
                                    name.contains(".sdmoe.") || name.startsWith("gsahf.") || name.startsWith("head.")),
                    file.stateDict().keySet().toString());
        }
        Path alone = folder.resolve("elsewhere/alone.safetensors");
        Path other = folder.resolve("other.safetensors");
        try {
            Files.createDirectory(alone.getParent());
            Files.copy(run.best(), alone);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Model model = new Model(tracker.model(), tracker.tracker())) {
            model.initialize(4);
            ModelFile.save(other, model);
        }
        try (Model beside = ModelFile.load(run.best());
                Model named = Weights.load(alone, Optional.of(run.tracker()), Optional.empty())) {
            beside.weights()
                    .parameters()
                    .forEach((name, parameter) -> assertEquals(
                            -1,
                            parameter
                                    .segment()
                                    .mismatch(named.weights()
                                            .find(name)
                                            .orElseThrow()
                                            .segment()),
                            name));
        }
        assertRefused(alone, Optional.of(other), "other.safetensors is not");
        assertRefused(alone, Optional.empty(), "or name it with --backbone"); // the one in the box is of another size
    }

    private static void assertRefused(Path file, Optional<Path> tracker, String message) {
        InputException e = assertThrows(
                InputException.class,
                () -> Weights.load(file, tracker, Optional.empty()).close());
        assertTrue(e.getMessage().contains(message) && e.getMessage().lines().count() == 1, e.getMessage());
    }

    private static void onlyWhatWasAddedChanged(Path base, Path trained) {
        try (Model before = ModelFile.load(base);
                Model after = ModelFile.load(trained)) {
            before.weights().parameters().forEach((name, parameter) -> {
                float[] old = parameter.segment().toArray(ValueLayout.JAVA_FLOAT);
                float[] now = after.weights().find(name).orElseThrow().segment().toArray(ValueLayout.JAVA_FLOAT);
                if (!name.startsWith("head.")) {
                    assertArrayEquals(old, now, name);
                }
            });
            float[] up = after.weights()
                    .find("blocks.0.sdmoe.shared.up.weight")
                    .orElseThrow()
                    .segment()
                    .toArray(ValueLayout.JAVA_FLOAT);
            boolean changed = false;
            for (float value : up) {
                changed |= value != 0;
            }
            assertTrue(changed, "adapters learn");
        }
    }

    private static List<Box> track(Path weights, RunSettings settings, String share, UnaryOperator<Image> second) {
        Sequence sequence = Datasets.open(DataSpec.parse(DATA + "&split=test&limit=1"))
                .sequences()
                .getFirst();
        List<Box> boxes = new ArrayList<>();
        try (Model model = ModelFile.load(weights);
                FrameSession session = new FrameSession(model, new CpuBackend(1));
                SpmTracker tracker = new SpmTracker(session, settings.tracker().with("filter_share=" + share))) {
            for (int i = 0; i <= 2; i++) {
                Image image = sequence.frames().image(i);
                Frame frame = Frame.of(i, List.of(image, second.apply(image)));
                if (i == 0) {
                    tracker.init(frame, sequence.truth().box(0));
                } else {
                    boxes.add(tracker.update(frame).box());
                }
            }
        }
        return boxes;
    }

    private static Image negative(Image image) {
        byte[] rgb = image.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ~rgb[i];
        }
        return Image.of(image.width(), image.height(), rgb);
    }
}
