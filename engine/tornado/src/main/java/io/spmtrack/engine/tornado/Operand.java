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

    private long end() {
        long end = layout.offset() + 1;
        for (int axis = 0; axis < shape().rank(); axis++) {
            end += (shape().size(axis) - 1L) * layout.stride(axis);
        }
        return end;
    }

    /** Whether an element may belong to both; operands that interleave without touching count as touching. */
    boolean touches(Operand other) {
        return slab == other.slab
                && shape().count() > 0
                && other.shape().count() > 0
                && layout.offset() < other.end()
                && other.layout.offset() < end();
    }
}
