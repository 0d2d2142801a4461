package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.ModelSettings;
import org.junit.jupiter.api.Test;

/** A small network of the same kind runs until nobody needs it any more. */
class RehearsalTest {
    private static final long LONG_ENOUGH_TO_FAIL = 2000;

    @Test
    void runsUntilItIsClosed() throws InterruptedException {
        Rehearsal rehearsal = new Rehearsal(ModelSettings.base(), new CpuBackend(1));
        Thread.sleep(LONG_ENOUGH_TO_FAIL);
        assertEquals(1, threads());
        rehearsal.close();
        assertEquals(0, threads());
        rehearsal.close();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("spmtrack-rehearsal"))
                .count();
    }
}
