package io.spmtrack.train.data;

import io.spmtrack.eval.Frames;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts samples that met an unreadable frame. A few of them change nothing that matters. A folder that is gone, or many of them, would
 * quietly change what is trained on.
 */
final class Unreadable {
    private static final long FEW = 100;
    private static final long ONE_IN = 20;

    private final LongAdder skipped = new LongAdder();
    private final LongAdder made = new LongAdder();

    void made() {
        made.increment();
    }

    /** Counts one; says whether another sequence may be drawn instead. */
    boolean mayBeSkipped(Frames frames) {
        if (frames.gone()) {
            return false;
        }
        skipped.increment();
        return skipped.sum() <= FEW || skipped.sum() * ONE_IN <= made.sum();
    }

    /** How many there were. */
    long skipped() {
        return skipped.sum();
    }
}
