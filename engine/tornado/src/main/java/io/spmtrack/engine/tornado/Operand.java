package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;

/** What a kernel sees of a slab; the layout's offset counts from the slab's first element. */
record Operand(Slab slab, Layout layout) {
    Shape shape() {
        return layout.shape();
    }

    int offset() {
        return Math.toIntExact(layout.offset());
    }

    int stride(int axis) {
        return Math.toIntExact(layout.stride(axis));
    }
}
