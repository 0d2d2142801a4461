package io.spmtrack.engine.file;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A whole file mapped read-only. The mapping is shared, so several threads may read; it ends with {@link #close}. The
 * file must not be shortened meanwhile (writers of this package replace files instead).
 */
final class MappedFile implements AutoCloseable {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_MESSAGE = 500;
    private static final long CHUNK = 1 << 24;

    private final Path path;
    private final Arena arena;
    private final FileChannel channel;
    private final MemorySegment bytes;

    private MappedFile(Path path, Arena arena, FileChannel channel, MemorySegment bytes) {
        this.path = path;
        this.arena = arena;
        this.channel = channel;
        this.bytes = bytes;
    }

    /** @throws InputException if there is no such file, or it cannot be read */
    static MappedFile open(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new InputException(path + ": not a file; name the weights file itself");
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return map(path, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file; check the path", e);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e, e);
        }
    }

    private static MappedFile map(Path path, FileChannel channel) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            Pointer.refuse(start(bytes), path.toString());
            return new MappedFile(path, arena, channel, bytes);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static byte[] start(MemorySegment bytes) {
        return bytes.asSlice(0, Math.min(Pointer.BYTES, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    }

    Path path() {
        return path;
    }

    long size() {
        return bytes.byteSize();
    }

    /** The bytes from {@code begin} to {@code end}, which lie in the file. */
    MemorySegment slice(long begin, long end) {
        return bytes.asSlice(begin, end - begin);
    }

    /** Whether a slice is of this file. */
    boolean holds(MemorySegment slice) {
        return slice.address() >= bytes.address()
                && slice.address() + slice.byteSize() <= bytes.address() + bytes.byteSize();
    }

    /**
     * Copies a slice by reading the file instead of its mapping: pages of a mapping that were read count as memory of this process,
     * and all of a large file would stand beside the weights that were made of it.
     */
    void read(MemorySegment slice, MemorySegment target) {
        long from = slice.address() - bytes.address();
        try {
            for (long at = 0; at < target.byteSize(); ) {
                ByteBuffer chunk = target.asSlice(at, Math.min(CHUNK, target.byteSize() - at))
                        .asByteBuffer();
                int count = channel.read(chunk, from + at);
                if (count < 0) {
                    throw defect("was shortened while it was read");
                }
                at += count;
            }
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e, e);
        }
    }

    int unsigned8(long at) {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at));
    }

    int unsigned16(long at) {
        return Short.toUnsignedInt(bytes.get(SHORT, at));
    }

    int signed32(long at) {
        return bytes.get(INT, at);
    }

    long unsigned32(long at) {
        return Integer.toUnsignedLong(bytes.get(INT, at));
    }

    long signed64(long at) {
        return bytes.get(LONG, at);
    }

    /** The error to throw: one line with the file's name; text that came out of the file cannot break or flood it. */
    InputException defect(String what) {
        return new InputException(path + ": " + line(what));
    }

    InputException defect(String what, Throwable cause) {
        return new InputException(path + ": " + line(what), cause);
    }

    private static String line(String text) {
        String shown = text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
        return shown.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
    }

    @Override
    public void close() {
        arena.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw new InputException(path + ": cannot be closed: " + e, e);
        }
    }
}
