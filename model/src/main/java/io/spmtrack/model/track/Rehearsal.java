package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;

/**
 * Runs a small network of the same kind again and again, in a thread of its own, until it is closed. While the weights of a large network
 * are read, one core and the compiler have little to do; so the kernels are compiled by the time that network runs.
 */
public final class Rehearsal implements AutoCloseable {
    private static final String[] SMALL = {
        "embed_dim=64", "depth=1", "num_heads=1", "template_size=28", "search_size=56"
    };

    private final Thread thread;
    private volatile boolean over;

    /**
     * Begins at once.
     *
     * @param settings of the large network, whose patches are of 14 pixels
     * @param backend of one thread
     */
    public Rehearsal(ModelSettings settings, Backend backend) {
        this.thread = Thread.ofPlatform().daemon().name("spmtrack-rehearsal").start(() -> run(settings, backend));
    }

    private void run(ModelSettings settings, Backend backend) {
        try (Model model = new Model(settings.with(SMALL), TrackerSettings.published());
                FrameSession session = new FrameSession(model, backend)) {
            while (!over) {
                session.run();
            }
        }
    }

    /** Ends after the run at hand. */
    @Override
    public void close() {
        over = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
