package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.train.log.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which weights count as the best, with and without validation samples, and across both. */
class ValidationTest {
    @TempDir
    Path folder;

    private static RunSettings settings(int steps, int validationSamples) {
        return ReproducibilityTest.settings(
                new TrainSettings(3, 0, steps, 0, 1, validationSamples, 1, 3, 7, TrainSettings.Recompute.NONE));
    }

    private List<TrainingEvent> run(RunSettings settings) {
        List<TrainingEvent> events = new ArrayList<>();
        try (Trainer trainer = new Trainer(settings, new RunFolder(folder), new CpuBackend(2))) {
            trainer.resume();
            trainer.run(events::add, () -> false);
        }
        return events;
    }

    private static List<TrainingEvent.Validated> validations(List<TrainingEvent> events) {
        return events.stream()
                .filter(TrainingEvent.Validated.class::isInstance)
                .map(TrainingEvent.Validated.class::cast)
                .toList();
    }

    private void bestIsLast() throws IOException {
        Path last = folder.resolve("checkpoint").resolve("last.safetensors");
        assertEquals(-1, Files.mismatch(folder.resolve("checkpoint").resolve("best.safetensors"), last));
    }

    @Test
    void withoutSamplesTheLastWeightsAreTheBest() throws IOException {
        List<TrainingEvent> events = run(settings(2, 0));
        assertEquals(List.of(), validations(events));
        assertEquals(
                2, events.stream().filter(TrainingEvent.Saved.class::isInstance).count(), "a checkpoint a step");
        bestIsLast();
        List<TrainingEvent.Validated> later = validations(run(settings(3, 3)));
        assertEquals(1, later.size());
        assertTrue(later.getFirst().best(), "nothing was validated before");
        bestIsLast();
    }

    @Test
    void fewerThanABatchAreABatch() {
        List<TrainingEvent.Validated> all = validations(run(settings(1, 1)));
        assertEquals(1, all.size());
        assertTrue(all.getFirst().box() > 0);
    }

    @Test
    void otherCropsAreAnotherRun() {
        RunSettings settings = settings(1, 0);
        run(settings);
        RunSettings same = settings(2, 0);
        TrackerSettings tracker = same.tracker();
        RunSettings other = same.with("tracker.search_area_factor=" + (tracker.searchAreaFactor() + 1));
        assertThrows(InputException.class, () -> run(other));
    }
}
