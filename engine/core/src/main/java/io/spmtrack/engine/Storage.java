package io.spmtrack.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A block of native memory with one owner. The payload is zeroed and 64-byte aligned, with 64 spare bytes before it where a
 * device runtime may keep its array header. Not usable after {@link #close()}.
 *
 * <p>A session that keeps the values in a form of its own may {@link #release} the memory; it is there again when somebody asks for
 * it (docs/adr/0009), or shown in a copy to one who only {@link #read reads}. Whoever keeps a segment for longer than a moment
 * {@link #hold holds} it.
 */
public final class Storage implements AutoCloseable {
    private static final long PREFIX = 64;
    private final long elements;
    private Arena arena = Arena.ofShared();
    private MemorySegment payload;
    private int holders;
    private Optional<Elsewhere> elsewhere = Optional.empty();

    /** The values of a released block. */
    public interface Elsewhere {
        /** Writes them where they were. */
        void write(MemorySegment payload);

        /** They are not needed any more. */
        void forget();
    }

    /** Reserves {@code elements} values of four bytes. */
    public Storage(long elements) {
        this.elements = checked(elements);
        this.payload = allocate(arena, elements);
    }

    private static MemorySegment allocate(Arena arena, long elements) {
        // A vector may be read past the last element by masked kernels' prefetches: round the block up.
        long bytes = (Math.multiplyExact(elements, DType.BYTES) + PREFIX - 1) / PREFIX * PREFIX;
        return arena.allocate(PREFIX + Math.max(bytes, PREFIX), PREFIX).asSlice(PREFIX);
    }

    private Storage(long elements, MemorySegment payload) {
        this.elements = checked(elements);
        this.payload = payload;
    }

    /** A block of a size without memory, to compile programs that will not run: what they need can be told before. */
    public static Storage planned(long elements) {
        return new Storage(elements, MemorySegment.ofAddress(PREFIX)); // a segment of its own, which nobody reads
    }

    private static long checked(long elements) {
        if (elements < 0) {
            throw new IllegalArgumentException("negative size " + elements);
        }
        return elements;
    }

    /** The payload, {@code elements × 4} bytes rounded up to 64. */
    public synchronized MemorySegment segment() {
        if (elsewhere.isPresent()) {
            arena = Arena.ofShared();
            payload = allocate(arena, elements);
            Elsewhere values = elsewhere.get();
            elsewhere = Optional.empty();
            values.write(payload);
            values.forget();
        }
        return payload;
    }

    /**
     * Shows the payload to a reader, for as long as it reads: values that are elsewhere stay there, and the memory they are
     * copied to is free again after it.
     */
    public synchronized void read(Consumer<MemorySegment> reader) {
        if (elsewhere.isEmpty()) {
            reader.accept(payload);
            return;
        }
        try (Arena moment = Arena.ofShared()) {
            MemorySegment copy = allocate(moment, elements);
            elsewhere.get().write(copy);
            reader.accept(copy);
        }
    }

    /** The payload, which stays where it is until {@link #drop}. */
    public synchronized MemorySegment hold() {
        MemorySegment held = segment();
        holders++;
        return held;
    }

    /** Ends a {@link #hold}. */
    public synchronized void drop() {
        holders--;
    }

    /**
     * Frees the memory of values that are kept elsewhere, unless somebody holds it or it is free already.
     *
     * @return whether it was freed; then {@code values} is told when it is needed no more
     */
    public synchronized boolean release(Elsewhere values) {
        if (holders > 0 || elsewhere.isPresent()) {
            return false;
        }
        arena.close();
        elsewhere = Optional.of(values);
        return true;
    }

    /** Whether the values are elsewhere now. */
    public synchronized boolean isReleased() {
        return elsewhere.isPresent();
    }

    public long elements() {
        return elements;
    }

    @Override
    public synchronized void close() {
        if (elsewhere.isPresent()) {
            elsewhere.get().forget();
        } else {
            arena.close();
        }
    }
}
