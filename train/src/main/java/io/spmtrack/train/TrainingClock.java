package io.spmtrack.train;

import java.util.concurrent.TimeUnit;

/** When the time of a run is over, and when it is time to save again. */
final class TrainingClock {
    // A killed run loses what it did since then at most.
    private static final long SAVE_EVERY = TimeUnit.MINUTES.toNanos(2);

    private final double minutes;
    private final long start = System.nanoTime();
    private long saved = start;

    /**
     * Starts now.
     *
     * @param minutes the run may take; 0 for no limit
     */
    TrainingClock(double minutes) {
        this.minutes = minutes;
    }

    boolean isOver() {
        return minutes > 0 && System.nanoTime() - start > minutes * 60e9;
    }

    boolean isTimeToSave() {
        return System.nanoTime() - saved > SAVE_EVERY;
    }

    void saved() {
        saved = System.nanoTime();
    }
}
