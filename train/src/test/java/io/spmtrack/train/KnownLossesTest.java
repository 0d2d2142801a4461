package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.log.TrainingEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first steps of the preset tiny give the same bits as before gradient and update became programs of their own. */
class KnownLossesTest {
    private static final int STEPS = 4;

    /** Loss and gradient norm of each step, by the number of floats in a vector. */
    private static final Map<Integer, List<Double>> KNOWN = Map.of(
            8,
                    List.of(
                            3.833662986755371, 3.0201520919799805,
                            3.830181837081909, 3.139925718307495,
                            3.748314380645752, 2.6735386848449707,
                            3.820211172103882, 3.290524959564209),
            4,
                    List.of(
                            3.833662986755371, 3.0201516151428223,
                            3.8301820755004883, 3.139925479888916,
                            3.748314380645752, 2.6735384464263916,
                            3.820211172103882, 3.290524482727051));

    @TempDir
    private Path folder;

    @Test
    void theFirstStepsOfTheTinyPreset() {
        List<Double> known = KNOWN.getOrDefault(CpuBackend.lanes(), List.of());
        assumeTrue(!known.isEmpty(), "no losses are known for " + CpuBackend.lanes() + " lanes");
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "losses are known for one processor family");
        RunSettings tiny = RunSettings.tiny();
        TrainSettings train = new TrainSettings(8, 0, 50, 0, 50, 0, 2, 0, 42, TrainSettings.Recompute.NONE);
        List<Double> losses = new ArrayList<>();
        try (Trainer trainer = new Trainer(tiny.with(tiny.model(), train), new RunFolder(folder), new CpuBackend(2))) {
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step) {
                            losses.add(step.loss());
                            losses.add(step.gradNorm());
                        }
                    },
                    () -> trainer.done() == STEPS);
        }
        assertEquals(known, losses);
    }
}
