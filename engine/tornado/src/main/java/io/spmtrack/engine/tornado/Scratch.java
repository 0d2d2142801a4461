package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;

/** Memory behind the temporaries for what a step's own launches hand on; every step has all of it. */
final class Scratch {
    private final long start;
    private long used;
    private long largest;

    /** Scratch from element {@code start} of the work slab. */
    Scratch(long start) {
        this.start = start;
    }

    /** Forgets what the last step took. */
    void begin() {
        used = 0;
    }

    /** Room for a tensor, row-major. */
    Operand take(Shape shape) {
        Operand operand = new Operand(Slab.WORK, Layout.contiguous(shape, start + used));
        used += Places.rounded(shape.count());
        largest = Math.max(largest, used);
        return operand;
    }

    /** Elements the hungriest step took. */
    long largest() {
        return largest;
    }
}
