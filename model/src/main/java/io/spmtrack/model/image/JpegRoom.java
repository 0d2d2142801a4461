package io.spmtrack.model.image;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Native memory for a file and its pixels while they are decoded. It is kept for the next picture: fresh memory has to be cleared and
 * mapped page by page, which takes a fifth as long as decoding. There are as many as threads that decode at once.
 */
final class JpegRoom implements AutoCloseable {
    /** Enough for pictures of 4000 x 4000; larger ones are rare, and their memory is given back at once. */
    private static final long MOST_KEPT = 64L << 20;

    private static final Queue<JpegRoom> IDLE = new ConcurrentLinkedQueue<>();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    private JpegRoom(long bytes) {
        segment = arena.allocate(bytes);
    }

    /** One with room for so many bytes; its content is anything. To be closed by the thread that took it. */
    static JpegRoom take(long bytes) {
        Optional<JpegRoom> idle = Optional.ofNullable(IDLE.poll());
        if (idle.isPresent() && idle.get().segment.byteSize() >= bytes) {
            return idle.get();
        }
        idle.ifPresent(small -> small.arena.close());
        return new JpegRoom(bytes + bytes / 4);
    }

    /** A part of it. */
    MemorySegment slice(long from, long bytes) {
        return segment.asSlice(from, bytes);
    }

    @Override
    public void close() {
        if (segment.byteSize() > MOST_KEPT) {
            arena.close();
        } else {
            IDLE.add(this);
        }
    }
}
