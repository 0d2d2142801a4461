package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Places;
import io.spmtrack.engine.tornado.device.Slab;

/**
 * Memory behind the temporaries for what a step's own launches hand on. A few steps have theirs beside one another, then it
 * starts again, so that independent neighbours do not wait for each other's memory.
 */
final class Scratch {
    private final long start;
    private final long last;
    private long from;
    private long used;
    private long largest;

    /**
     * Scratch in the work slab.
     *
     * @param start its first element
     * @param step elements that a step takes at most
     * @param steps how many steps find room before the first one's is used again
     */
    Scratch(long start, long step, int steps) {
        this.start = start;
        this.last = step * (steps - 1);
    }

    /** Begins a step. */
    void begin() {
        from = from + used > last ? 0 : from + used;
        used = 0;
    }

    /** Room for a tensor, row-major. */
    Operand take(Shape shape) {
        Operand operand = new Operand(Slab.WORK, Layout.contiguous(shape, start + from + used));
        used += Places.rounded(shape.count());
        largest = Math.max(largest, used);
        return operand;
    }

    /** Elements the hungriest step took. */
    long largest() {
        return largest;
    }
}
