package io.spmtrack.engine.cpu.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class WorkersTest {
    private static final int THREADS = 3;

    /** More threads than this machine may have cores, and pauses in which they park. */
    @Test
    void everyShareOfEveryRunIsDoneOnce() {
        long[] done = new long[THREADS];
        try (Workers workers = new Workers(THREADS)) {
            for (int run = 1; run <= 3000; run++) {
                workers.run((share, shares) -> done[share]++);
                long[] expected = new long[THREADS];
                Arrays.fill(expected, run);
                assertArrayEquals(expected, done, "after run " + run);
                if (run % 100 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }

    @Test
    void whatTheOthersWroteIsSeen() {
        int[] values = new int[THREADS];
        try (Workers workers = new Workers(THREADS)) {
            for (int run = 0; run < 3000; run++) {
                int[] before = values.clone(); // what the caller sees of the last run
                workers.run((share, shares) -> values[share] += 1 + before[(share + 1) % shares]);
            }
        }
        assertEquals(values[0], values[1]);
        assertEquals(values[0], values[2]);
    }

    @Test
    void anExceptionOfAShareIsThrownAndTheNextRunWorks() {
        int[] done = new int[THREADS];
        try (Workers workers = new Workers(THREADS)) {
            for (int bad = 0; bad < THREADS; bad++) {
                int share = bad;
                assertThrows(
                        ArithmeticException.class,
                        () -> workers.run((thread, threads) -> done[thread] += 1 / (thread == share ? 0 : 1)));
            }
            workers.run((thread, threads) -> done[thread]++);
        }
        assertArrayEquals(new int[] {3, 3, 3}, done);
    }
}
