package io.spmtrack.engine;

import java.util.Objects;

/** How a step sees a slot: the slot's number and where the elements lie in it. */
public record Ref(int slot, Layout layout) {
    private static final Ref UNUSED = new Ref(-1, Layout.contiguous(Shape.of(0), 0));

    public Ref {
        Objects.requireNonNull(layout, "layout");
    }

    /** An output nobody reads. */
    public static Ref unused() {
        return UNUSED;
    }

    public boolean isUnused() {
        return slot < 0;
    }

    public Shape shape() {
        return layout.shape();
    }
}
