package io.spmtrack.engine.cpu;

import java.lang.foreign.MemorySegment;

/** Scratch memory lent to a kernel for the length of one run; {@code offset} in elements, a multiple of 16. */
record Workspace(MemorySegment data, long offset) {
    /** Elements rounded up to whole cache lines, so that the parts of a workspace stay aligned. */
    static long lines(long elements) {
        return (elements + 15) & -16L;
    }
}
