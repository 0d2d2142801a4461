package io.spmtrack.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets work stop at a safe point when the user presses Ctrl-C or the process is asked to terminate: the JVM waits until this
 * object is closed. The signal USR1 asks for the same, and the JVM goes on.
 */
public final class Interruption implements AutoCloseable {
    private final AtomicBoolean requested = new AtomicBoolean();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "interruption");

    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
        UserSignal.handle(this::ask);
    }

    private void ask() {
        requested.set(true);
        asked.countDown();
    }

    private void request() {
        ask();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the work should end. */
    public boolean requested() {
        return requested.get();
    }

    /** Waits until the work should end. */
    public void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work has ended and all is said. */
    @Override
    public void close() {
        ended.countDown();
        if (!requested.get()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested.set(true); // the JVM is going down already
            }
        }
    }
}
