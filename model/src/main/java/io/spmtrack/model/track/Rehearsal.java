package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;

/**
 * Runs a network of one block of width 64 again and again, in a thread of its own, until it is closed. While the weights of a large network are
 * read, one core and the compiler have little to do; so kernels are compiled by the time that network runs (docs/adr/0026).
 */
public final class Rehearsal implements AutoCloseable {
    // Patches along a side of a reference crop and of a search crop.
    private static final int REFERENCE = 2;
    private static final int SEARCH = 4;

    private final Thread thread;
    private volatile boolean over;

    /**
     * Begins at once.
     *
     * @param settings of the network that it stands for
     * @param backend of one thread
     */
    public Rehearsal(ModelSettings settings, Backend backend) {
        this.thread = Thread.ofPlatform().daemon().name("spmtrack-rehearsal").start(() -> run(settings, backend));
    }

    private void run(ModelSettings settings, Backend backend) {
        int patch = settings.backbone().patch();
        ModelSettings small = settings.with(
                "embed_dim=64",
                "depth=1",
                "num_heads=1",
                "template_size=" + REFERENCE * patch,
                "search_size=" + SEARCH * patch);
        try (Model model = new Model(small, TrackerSettings.published());
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
