package io.spmtrack.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The first box is the second frame's, and the start counts where it should. */
class PaceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MILLISECOND = 1_000_000;

    @Test
    void startReadingAndTrackingAreToldApart() {
        Pace pace = new Pace(START);
        pace.found(900 * MILLISECOND, START.plusMillis(1000));
        assertTrue(pace.text().isEmpty());
        pace.found(500 * MILLISECOND, START.plusMillis(1500));
        pace.found(20 * MILLISECOND, START.plusMillis(1750));
        pace.found(10 * MILLISECOND, START.plusMillis(2000));
        assertEquals(
                "first box 1.5 s after the start; 2.0 frames a second with reading, writing and start; a frame's median"
                        + " 20.0 ms without them (50.0 a second)",
                pace.text().orElseThrow());
    }

    @Test
    void theRateIsSteadyFromTheFirstOfTenFastFrames() {
        Pace pace = new Pace(START);
        assertTrue(pace.start().isEmpty());
        for (int frame = 0; frame < 60; frame++) {
            long milliseconds =
                    frame < 20 ? 100 : frame == 31 ? 500 : 10; // one slow frame among fast ones counts for nothing
            pace.found(milliseconds * MILLISECOND, START.plusSeconds(frame));
        }
        Pace.Start start = pace.start().orElseThrow();
        assertEquals(1, start.firstBox());
        assertEquals(0.010, start.frame(), 1e-12);
        assertEquals(16, start.steady(), "six of the ten from here are fast");
        assertEquals(start, Pace.Start.of(start.json()));
    }
}
