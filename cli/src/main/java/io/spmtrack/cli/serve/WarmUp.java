package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.Tracker;
import java.util.function.Supplier;

/** Tracks in an empty picture while the user chooses a video, so that the JVM has compiled the kernels when it counts. */
final class WarmUp implements AutoCloseable {
    private static final int FRAMES = 40;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    private final Thread thread;
    private volatile boolean closed;

    /** Begins, in a thread of its own. */
    WarmUp(Supplier<Tracker> open) {
        this.thread = Thread.ofPlatform().daemon().name("warm-up").start(() -> run(open));
    }

    private void run(Supplier<Tracker> open) {
        Image empty = Image.of(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]);
        try (Tracker tracker = open.get()) {
            tracker.init(Frame.of(0, empty), Box.xywh(WIDTH / 2, HEIGHT / 2, WIDTH / 8, HEIGHT / 8));
            for (int frame = 1; frame < FRAMES && !closed; frame++) {
                tracker.update(Frame.of(frame, empty));
            }
        }
    }

    /** Ends it after the frame at hand. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
