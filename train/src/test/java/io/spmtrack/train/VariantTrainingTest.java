package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.MergedLora;
import io.spmtrack.model.Model;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.variant.AdapterSettings;
import io.spmtrack.model.weights.ModelFile;
import io.spmtrack.train.log.TrainingEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Variants of the tables at the smallest sizes: each learns, is saved, goes on where it was stopped, and tracks. */
final class VariantTrainingTest {
    private static final int STEPS = 20;
    private static final int STOP = 12;
    private static final int FRAMES = 2;
    private static final String DATA = "synthetic:?size=96x96&length=12";
    private static final List<String> SMALL = List.of(
            "model.embed_dim=24",
            "model.depth=1",
            "model.num_heads=2",
            "model.patch=8",
            "model.template_size=24",
            "model.search_size=48",
            "model.r=4",
            "model.alpha=4",
            "model.lora_r=4",
            "model.lora_alpha=4",
            "model.head_channels=16",
            "data.train=" + DATA,
            "data.val=" + DATA + "&split=val",
            "train.steps=" + STEPS,
            "train.batch=4",
            "train.validation_samples=0",
            "train.loader_ahead=0",
            "sampling.samples_per_epoch=16",
            "optimizer.lr=5e-3",
            "schedule.warmup=1",
            "schedule.warmup_lr=1e-3",
            "schedule.lr_min=1e-3");

    /** One of each kind; {@code -Dvariants=full} runs them all. */
    static final List<String> VARIANTS = "full".equals(System.getProperty("variants"))
            ? Preset.VARIANTS
            : List.of("table5-1", "moe-d-4", "ostrack-head");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void learnsGoesOnAndTracks(String variant) {
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(List.of(variant)).forEach(overrides::preset);
        RunSettings settings = overrides.arguments(SMALL).build();
        RunFolder run = new RunFolder(folder);
        List<Double> losses = new ArrayList<>();
        train(settings, run, losses, STOP);
        train(settings, run, losses, STEPS);
        assertEquals(STEPS, losses.size());
        double first = losses.subList(0, 4).stream().mapToDouble(loss -> loss).sum();
        double last = losses.subList(STEPS - 4, STEPS).stream()
                .mapToDouble(loss -> loss)
                .sum();
        assertTrue(last < 0.9 * first, losses::toString);
        List<Box> merged = track(run.best(), settings, MergedLora::of);
        assertEquals(FRAMES, merged.size());
        List<Box> plain =
                lora(settings.model().adapters()) ? track(run.best(), settings, UnaryOperator.identity()) : merged;
        for (int i = 0; i < FRAMES; i++) {
            assertEquals(plain.get(i).x1(), merged.get(i).x1(), 0.01);
            assertEquals(plain.get(i).y2(), merged.get(i).y2(), 0.01);
        }
    }

    private static boolean lora(AdapterSettings adapters) {
        return adapters.qkv() == AdapterSettings.Adapter.LORA
                || adapters.out() == AdapterSettings.Adapter.LORA
                || adapters.ffn() == AdapterSettings.Ffn.LORA;
    }

    private static void train(RunSettings settings, RunFolder run, List<Double> losses, int until) {
        train(settings, run, Optional.empty(), losses, until);
    }

    /** A piece of a run: it begins, with these weights where there are some, or goes on where losses are already there. */
    static void train(RunSettings settings, RunFolder run, Optional<Path> from, List<Double> losses, int until) {
        try (Trainer trainer = new Trainer(settings, run, new CpuBackend(1))) {
            if (losses.isEmpty()) {
                from.ifPresent(trainer::begin);
            } else {
                trainer.resume();
            }
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step) {
                            losses.add(step.loss());
                        }
                    },
                    () -> losses.size() == until);
            assertEquals(until, trainer.done());
        }
    }

    private static List<Box> track(Path weights, RunSettings settings, UnaryOperator<Model> ready) {
        Sequence sequence = Datasets.open(DataSpec.parse(DATA + "&split=test&limit=1"))
                .sequences()
                .getFirst();
        List<Box> boxes = new ArrayList<>();
        try (Model model = ready.apply(ModelFile.load(weights));
                FrameSession session = new FrameSession(model, new CpuBackend(1));
                SpmTracker tracker = new SpmTracker(session, settings.tracker())) {
            tracker.init(
                    Frame.of(0, sequence.frames().image(0)), sequence.truth().box(0));
            for (int i = 1; i <= FRAMES; i++) {
                boxes.add(
                        tracker.update(Frame.of(i, sequence.frames().image(i))).box());
            }
        }
        return boxes;
    }
}
