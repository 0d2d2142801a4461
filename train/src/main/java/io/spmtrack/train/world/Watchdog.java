package io.spmtrack.train.world;

import io.spmtrack.engine.InputException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends this rank when a call to the others has not returned for long: one of them hangs, and without this all would wait for ever.
 * The rank that hangs is the one that says nothing.
 */
final class Watchdog {
    /** Seconds that a call may take. */
    static final String PATIENCE = "spmtrack.mpi.patience";

    private static final long USUAL_SECONDS = 600;
    private static final int EXIT = 1;
    private static final long LOOKS = Duration.ofMillis(250).toNanos();

    private final int rank;
    private final long patience;
    private final Thread watched = Thread.currentThread();
    private volatile String place = "the start";
    private volatile String operation = "";
    private volatile long since;

    /** Watches the calls of this thread. */
    Watchdog(int rank) {
        this.rank = rank;
        this.patience = Duration.ofSeconds(seconds()).toNanos();
        Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    private static long seconds() {
        String text = System.getProperty(PATIENCE, "");
        if (!text.isEmpty() && !text.matches("[1-9]\\d{0,8}")) {
            throw new InputException("-D" + PATIENCE + "=" + text + ": a number of seconds is expected");
        }
        return text.isEmpty() ? USUAL_SECONDS : Long.parseLong(text);
    }

    /** The work that the next calls belong to. */
    void at(String work) {
        place = work;
    }

    /** A call begins. */
    void begin(String name) {
        since = System.nanoTime();
        operation = name;
    }

    /** It has returned. */
    void end() {
        operation = "";
    }

    private void watch() {
        while (true) {
            LockSupport.parkNanos(LOOKS);
            String running = operation;
            if (!running.isEmpty() && System.nanoTime() - since > patience) {
                bark(running);
            }
        }
    }

    /** One write, so that lines of ranks do not mix. */
    private void bark(String running) {
        StringBuilder text = new StringBuilder("spmtrack: rank " + rank + " has waited for more than "
                + Duration.ofNanos(patience).toSeconds() + " s in " + running + " at " + place
                + ": a rank that does not say this hangs; this job ends\n");
        for (StackTraceElement each : watched.getStackTrace()) {
            text.append("    at ").append(each).append('\n');
        }
        System.err.print(text);
        System.err.flush();
        // MPI belongs to the thread that waits; the launcher ends the others when a rank leaves without a word.
        Runtime.getRuntime().halt(EXIT);
    }
}
