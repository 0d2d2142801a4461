package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileTest {
    @TempDir
    private Path folder;

    @Test
    void trackingTellsWhereTheTimeOfAFrameGoes() throws Exception {
        String clip = SquareClip.write(folder.resolve("square")).toString();
        String out = folder.resolve("out").toString();
        Call with = Call.of("track", clip, "-q", "--weights", Call.weights(), "--out", out, "--profile")
                .succeeds();
        assertTrue(with.out().contains("Program frame: " + (SquareClip.FRAMES - 1) + " runs"), with.out());
        assertTrue(with.out().contains("Attention.java:"), with.out());
        assertTrue(with.out().contains("of peak"), with.out());
        Call without = Call.of("track", clip, "-q", "--weights", Call.weights(), "--out", out)
                .succeeds();
        assertFalse(without.out().contains("Program"), without.out());
    }

    @Test
    void trainingTellsWhereTheTimeOfAStepGoes() {
        Call call = Call.of(Call.training(folder.resolve("run"), "data.test=", "--profile"))
                .succeeds();
        assertTrue(call.out().contains("Program gradient: 4 runs"), call.out());
        assertTrue(call.out().contains("Program apply: 4 runs"), call.out());
        assertTrue(call.out().contains("adamWStep"), call.out());
    }

    @Test
    void onlyTheCpuBackendCounts() throws Exception {
        String clip = SquareClip.write(folder.resolve("square")).toString();
        Call call = Call.of("track", clip, "--weights", Call.weights(), "--backend", "reference", "--profile");
        assertTrue(call.refused().contains("only backend cpu"), call.err());
    }
}
