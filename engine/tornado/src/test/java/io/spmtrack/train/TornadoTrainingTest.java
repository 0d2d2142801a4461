package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.log.TrainingEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short training of the preset tiny on a device, beside the same on the CPU. */
class TornadoTrainingTest {
    /**
     * Allowed difference of a loss, relative. The golden cases have 10⁻⁴ for the first three steps; rounding in one step moves
     * every later one, and AdamW lets elements with gradients near zero go either way.
     */
    private static final double LOSS = 1e-3;

    private static final int STEPS = 12;
    private static final int LONG = 40;

    @TempDir
    private Path folder;

    @Test
    void lossesFollowTheCpus() {
        Backend device = TornadoDevice.require();
        int steps = TornadoDevice.full() ? LONG : STEPS;
        List<Double> expected = losses("cpu", new CpuBackend(2), steps);
        List<Double> actual = losses("device", device, steps);
        double furthest = 0;
        for (int step = 0; step < steps; step++) {
            assertEquals(
                    expected.get(step), actual.get(step), LOSS * Math.abs(expected.get(step)), "loss of step " + step);
            furthest = Math.max(furthest, Math.abs(actual.get(step) / expected.get(step) - 1));
        }
        System.out.printf(
                "%d training steps on the device: loss from %.5f to %.5f, at most %.1e from the CPU's%n",
                steps, actual.getFirst(), actual.getLast(), furthest);
    }

    private List<Double> losses(String name, Backend backend, int steps) {
        List<Double> losses = new ArrayList<>();
        try (Trainer trainer = new Trainer(settings(steps), new RunFolder(folder.resolve(name)), backend)) {
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step) {
                            losses.add(step.loss());
                        }
                    },
                    () -> false);
        }
        return losses;
    }

    /** Without the preset's long warm-up, so that a few steps move the weights. */
    private static RunSettings settings(int steps) {
        return RunSettings.tiny()
                .with(
                        "train.batch=2",
                        "train.steps=" + steps,
                        "train.minutes=0",
                        "train.validate_every=" + steps,
                        "train.validation_samples=2",
                        "train.loader_threads=1",
                        "train.loader_ahead=2",
                        "schedule.warmup=0",
                        "schedule.warmup_lr=1e-5",
                        "schedule.lr_min=1e-5");
    }
}
