package io.spmtrack.model.crop;

/** Whether defects of the official implementation are reproduced ({@code docs/spec/official-code.md}). */
public enum Compat {
    /** As the official code behaves: negative mask bounds count from the end, a mask may be empty. */
    OFFICIAL,
    /** Mask bounds are clipped to the grid, and at least one cell is set. */
    FIXED
}
