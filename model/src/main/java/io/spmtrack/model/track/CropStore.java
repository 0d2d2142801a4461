package io.spmtrack.model.track;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Earlier reference crops with their masks, by frame. A fixed amount of memory is used; what does not fit goes to a temporary
 * file, so long sequences keep the exact pixels in bounded memory (docs/spec/inference.md §5).
 */
final class CropStore implements AutoCloseable {
    private final long bytes;
    private final int capacity;
    private final List<Storage> blocks = new ArrayList<>();
    private final Deque<Storage> free = new ArrayDeque<>();
    private final Map<Integer, Storage> inMemory = new HashMap<>();
    // Places in the file, each as long as an entry.
    private final Map<Integer, Integer> onDisk = new HashMap<>();
    private final Deque<Integer> freePlaces = new ArrayDeque<>();
    private int places;
    private Path file;
    private FileChannel channel;

    /**
     * @param elements floats of one entry
     * @param megabytes memory to use before entries go to disk; at least four entries are kept
     */
    CropStore(long elements, int megabytes) {
        this.bytes = elements * DType.BYTES;
        this.capacity = Math.clamp(((long) megabytes << 20) / bytes, 4, 1 << 20);
    }

    /** Keeps a copy of a frame's entry. */
    void put(int frame, MemorySegment entry) {
        Storage block = free.poll();
        if (block == null && blocks.size() < capacity) {
            block = new Storage(bytes / DType.BYTES);
            blocks.add(block);
        }
        if (block == null) {
            spill(frame, entry);
        } else {
            MemorySegment.copy(entry, 0, block.segment(), 0, bytes);
            inMemory.put(frame, block);
        }
    }

    /** Copies part of a frame's entry. */
    void get(int frame, long offset, MemorySegment target) {
        Storage block = inMemory.get(frame);
        if (block != null) {
            MemorySegment.copy(block.segment(), offset * DType.BYTES, target, 0, target.byteSize());
        } else {
            read(frame, offset, target);
        }
    }

    /** Forgets the frames before {@code oldest}, except frame 0; their memory and their places in the file serve later ones. */
    void forgetBefore(int oldest) {
        forgetBefore(oldest, inMemory, free);
        forgetBefore(oldest, onDisk, freePlaces);
    }

    private static <T> void forgetBefore(int oldest, Map<Integer, T> kept, Deque<T> free) {
        for (Iterator<Map.Entry<Integer, T>> entries = kept.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<Integer, T> entry = entries.next();
            if (entry.getKey() != 0 && entry.getKey() < oldest) {
                free.add(entry.getValue());
                entries.remove();
            }
        }
    }

    /** Entries that the file has room for. */
    int places() {
        return places;
    }

    /** Forgets everything. */
    void clear() {
        free.addAll(inMemory.values());
        inMemory.clear();
        freePlaces.addAll(onDisk.values());
        onDisk.clear();
    }

    private void spill(int frame, MemorySegment entry) {
        try {
            if (channel == null) {
                file = Files.createTempFile("spmtrack-crops", ".bin");
                channel = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            }
            var buffer = entry.asSlice(0, bytes).asByteBuffer();
            int place = freePlaces.isEmpty() ? places++ : freePlaces.poll();
            onDisk.put(frame, place);
            long position = place * bytes;
            while (buffer.hasRemaining()) {
                position += channel.write(buffer, position);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep an earlier crop in " + file + ": " + e.getMessage(), e);
        }
    }

    private void read(int frame, long offset, MemorySegment target) {
        Integer place = onDisk.get(frame);
        if (place == null) {
            throw new IllegalStateException("frame " + frame + " was forgotten");
        }
        try {
            var buffer = target.asByteBuffer();
            long position = place * bytes + offset * DType.BYTES;
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, position);
                if (count < 0) {
                    throw new IOException("the file ends before frame " + frame);
                }
                position += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read an earlier crop from " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        blocks.forEach(Storage::close);
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
