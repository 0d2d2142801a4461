package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.world.Alone;
import io.spmtrack.train.world.ThreadWorld;
import io.spmtrack.train.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step whose loss is not finite leaves a file that makes it again, and a run that is none the worse. */
class BlackBoxTest {
    private static final int STEPS = 12;
    private static final int POISONED = 4;

    @TempDir
    private Path folder;

    private static RunSettings settings(String... rows) {
        TrainSettings train = new TrainSettings(4, 2, STEPS, 0, STEPS, 8, 1, 2, 7, TrainSettings.Recompute.NONE);
        return ReproducibilityTest.settings(train).with(rows);
    }

    /** Spoils a pixel of sample 3 of the batch of a step. */
    private static UnaryOperator<SampleMaker> spoiling(float value) {
        return maker -> maker.changed((sample, number) -> {
            if (number == 4L * (POISONED - 1) + 3) {
                sample.searches()[0][5] = value;
            }
        });
    }

    private static List<TrainingEvent> run(
            Path run, RunSettings settings, World world, UnaryOperator<SampleMaker> change) {
        List<TrainingEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (Trainer trainer = new Trainer(settings, new RunFolder(run), new CpuBackend(1), world, change)) {
            trainer.resume();
            trainer.run(events::add, () -> false);
        }
        return events;
    }

    private static <T> List<T> of(List<TrainingEvent> events, Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void theStepIsNamedLeftOutAndCanBeMadeAgain() {
        List<TrainingEvent> undisturbed = run(folder.resolve("clean"), settings(), new Alone(), maker -> maker);
        List<TrainingEvent> events = run(folder.resolve("run"), settings(), new Alone(), spoiling(Float.NaN));
        TrainingEvent.Poisoned poisoned =
                of(events, TrainingEvent.Poisoned.class).getFirst();
        assertEquals(1, of(events, TrainingEvent.Poisoned.class).size());
        assertEquals(POISONED, poisoned.step());
        assertTrue(poisoned.culprit().startsWith("sample3.search0 holds NaN (synthetic-train/"), poisoned.culprit());
        assertTrue(
                poisoned.culprit().matches(".*; .*\\(\\w+\\.java:\\d+\\): output \\d+ .* is NaN; operand .*"),
                poisoned.culprit());
        double clean = of(undisturbed, TrainingEvent.Validated.class).getLast().loss();
        double loss = of(events, TrainingEvent.Validated.class).getLast().loss();
        assertEquals(clean, loss, 0.05 * clean);
        Replay again = Replay.of(poisoned.file(), new CpuBackend(2));
        assertEquals(POISONED, again.step());
        assertEquals(7, again.seed());
        assertTrue(poisoned.culprit().endsWith(again.culprit().orElseThrow()), again.toString());
    }

    /** A box whose area is beyond 32-bit floats. */
    @Test
    void aFiniteValueThatOverflowsLaterIsTracedToAnOpWithFiniteOperands() {
        List<TrainingEvent> events = run(
                folder.resolve("run"),
                settings(),
                new Alone(),
                maker -> maker.changed((sample, number) -> {
                    if (number == 4L * (POISONED - 1) + 3) {
                        sample.boxes()[0][2] = 1e30f;
                        sample.boxes()[0][3] = 1e30f;
                    }
                }));
        String culprit = of(events, TrainingEvent.Poisoned.class).getFirst().culprit();
        assertTrue(culprit.contains("(TrackingLoss.java:"), culprit);
        assertTrue(culprit.contains("all operands are finite"), culprit);
    }

    @Test
    void aStepThatIsFiniteHasNoCulprit() throws IOException {
        RunSettings settings = settings();
        UnaryOperator<SampleMaker> once = spoiling(Float.NaN);
        Path run = folder.resolve("run");
        run(run, settings, new Alone(), once);
        Path file = new RunFolder(run).blackBox(POISONED);
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(1, replaced(bytes), "one float is not a number");
        Files.write(file, bytes);
        assertTrue(Replay.of(file, new CpuBackend(1)).culprit().isEmpty());
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThrows(InputException.class, () -> Replay.of(file, new CpuBackend(1)));
    }

    /** Puts 0 for every float of the canonical bits of NaN; they are written little-endian at multiples of 4 or not. */
    private static int replaced(byte[] bytes) {
        int count = 0;
        for (int i = 0; i + 3 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == (byte) 0xc0 && bytes[i + 3] == 0x7f) {
                bytes[i + 2] = 0;
                bytes[i + 3] = 0;
                count++;
            }
        }
        return count;
    }

    @Test
    void twoRanksDecideTheSame() throws Exception {
        Path alone = folder.resolve("alone");
        run(alone, settings(), new Alone(), spoiling(Float.NaN));
        Path two = folder.resolve("two");
        ThreadWorld.run(2, world -> run(two, settings(), world, spoiling(Float.NaN)));
        for (String file : List.of("checkpoint/state.safetensors", "blackbox/step-" + POISONED + ".safetensors")) {
            assertEquals(-1, Files.mismatch(alone.resolve(file), two.resolve(file)), file);
        }
    }

    @Test
    void aRunThatMayLeaveOutNoneEndsAndIsSaved() {
        Path run = folder.resolve("run");
        IllegalStateException end = assertThrows(
                IllegalStateException.class,
                () -> run(run, settings("guard.skip_steps=0"), new Alone(), spoiling(Float.NaN)));
        assertTrue(end.getMessage().contains("guard.skip_steps=0"), end.getMessage());
        List<TrainingEvent> later = run(run, settings("guard.skip_steps=0"), new Alone(), maker -> maker);
        assertEquals(STEPS - POISONED, of(later, TrainingEvent.Stepped.class).size());
    }
}
