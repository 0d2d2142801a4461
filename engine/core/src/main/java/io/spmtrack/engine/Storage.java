package io.spmtrack.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A block of native memory with one owner. The payload is zeroed and 64-byte aligned, with 64 spare bytes before it where a
 * device runtime may keep its array header. Not usable after {@link #close()}.
 */
public final class Storage implements AutoCloseable {
    private static final long PREFIX = 64;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment payload;
    private final long elements;

    /** Reserves {@code elements} values of four bytes. */
    public Storage(long elements) {
        this.elements = checked(elements);
        // A vector may be read past the last element by masked kernels' prefetches: round the block up.
        long bytes = (Math.multiplyExact(elements, DType.BYTES) + PREFIX - 1) / PREFIX * PREFIX;
        this.payload = arena.allocate(PREFIX + Math.max(bytes, PREFIX), PREFIX).asSlice(PREFIX);
    }

    private Storage(long elements, MemorySegment payload) {
        this.elements = checked(elements);
        this.payload = payload;
    }

    /** A block of a size without memory, to compile programs that will not run: what they need can be told before. */
    public static Storage planned(long elements) {
        return new Storage(elements, MemorySegment.NULL);
    }

    private static long checked(long elements) {
        if (elements < 0) {
            throw new IllegalArgumentException("negative size " + elements);
        }
        return elements;
    }

    /** The payload, {@code elements × 4} bytes rounded up to 64. */
    public MemorySegment segment() {
        return payload;
    }

    public long elements() {
        return elements;
    }

    @Override
    public void close() {
        arena.close();
    }
}
