package io.spmtrack.engine.cpu.run;

import io.spmtrack.engine.cpu.product.Tile;
import java.lang.foreign.MemorySegment;

/**
 * Scratch memory lent to a kernel for the length of one run; {@code offset} in elements, a multiple of 16.
 *
 * @param strips an array per thread for packed rows, see {@link Tile}
 */
public record Workspace(MemorySegment data, long offset, float[][] strips) {
    /** No memory: for kernels that only compute how much they need. */
    public static final Workspace NONE = new Workspace(MemorySegment.NULL, 0, new float[0][0]);

    /** The rest of this workspace, {@code elements} further on. */
    public Workspace after(long elements) {
        return new Workspace(data, offset + elements, strips);
    }

    /** Elements rounded up to whole cache lines, so that the parts of a workspace stay aligned. */
    public static long lines(long elements) {
        return (elements + 15) & -16L;
    }
}
