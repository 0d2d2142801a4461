package io.spmtrack.eval.index;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.AtomicFile;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.layout.Entry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The file of an index: a header with the fingerprint, an entry for each video or picture, then a table of their names and places.
 * It is mapped, so opening it reads the table alone; some 33 bytes a box lie in the file and none of them on the heap.
 */
@SuppressWarnings("ArrayRecordComponent") // one place for each name, never compared
record IndexFile(Path path, ByteBuffer content, List<String> names, long[] places) {
    private static final long MAGIC = 0x53504d5f49445831L; // "SPM_IDX1"
    private static final int HEADER = 4 * Long.BYTES;
    private static final int TOGETHER = 64;

    /** Empty where there is no index of these files, or one that cannot be understood. */
    static Optional<IndexFile> open(Path path, Fingerprint files) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < HEADER || channel.size() > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            boolean right = content.getLong() == MAGIC && content.getLong() == files.state();
            long table = content.getLong();
            long count = content.getLong();
            if (!right || table < HEADER || table > channel.size() || count < 0 || count > channel.size()) {
                return Optional.empty();
            }
            content.position((int) table);
            return Optional.of(table(path, content, (int) count));
        } catch (IOException | RuntimeException absent) {
            return Optional.empty();
        }
    }

    private static IndexFile table(Path path, ByteBuffer content, int count) {
        List<String> names = new ArrayList<>(count);
        long[] places = new long[count];
        for (int i = 0; i < count; i++) {
            places[i] = content.getLong();
            names.add(PackedEntry.text(content));
        }
        return new IndexFile(path, content, names, places);
    }

    /** The entries, read from the index when they are asked for. */
    List<Entry> entries(String dataset, Path root) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Entry(names.get(i), () -> read(i, dataset, root)))
                .toList();
    }

    private List<Sequence> read(int entry, String dataset, Path root) {
        try {
            return PackedEntry.unpack(content.duplicate().position((int) places[entry]), dataset, root);
        } catch (RuntimeException e) {
            throw new InputException(path + ": is damaged; delete it, it is built anew then", e);
        }
    }

    /** Reads all entries and writes them; the file appears whole or not at all. */
    static void write(
            Path path, Fingerprint files, List<Entry> entries, String dataset, Path root, IndexWatcher watcher) {
        AtomicFile.write(path, channel -> {
            ByteArrayOutputStream table = new ByteArrayOutputStream();
            channel.position(HEADER);
            try (DataOutputStream names = new DataOutputStream(table)) {
                for (int from = 0; from < entries.size(); from += TOGETHER) {
                    List<Entry> some = entries.subList(from, Math.min(from + TOGETHER, entries.size()));
                    List<byte[]> packed = some.parallelStream()
                            .map(entry -> PackedEntry.pack(entry.read().get(), root))
                            .toList();
                    for (int i = 0; i < some.size(); i++) {
                        names.writeLong(channel.position());
                        PackedEntry.text(names, some.get(i).name());
                        all(channel, ByteBuffer.wrap(packed.get(i)));
                    }
                    watcher.at(dataset, from + some.size(), entries.size());
                }
            }
            long end = channel.position();
            all(channel, ByteBuffer.wrap(table.toByteArray()));
            channel.position(0);
            all(
                    channel,
                    ByteBuffer.allocate(HEADER)
                            .putLong(MAGIC)
                            .putLong(files.state())
                            .putLong(end)
                            .putLong(entries.size())
                            .flip());
        });
    }

    private static void all(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
