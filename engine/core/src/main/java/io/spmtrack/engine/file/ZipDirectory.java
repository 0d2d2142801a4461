package io.spmtrack.engine.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a PyTorch zip: stored without compression, inside the file, all in one folder. Reads the central
 * directory (also zip64, as files above 4 GB need) in place and never unpacks anything.
 */
final class ZipDirectory {
    private static final long END = 0x06054b50L;
    private static final int END_BYTES = 22;
    private static final long END64 = 0x06064b50L;
    private static final int END64_BYTES = 56;
    private static final long LOCATOR64 = 0x07064b50L;
    private static final int LOCATOR64_BYTES = 20;
    private static final long CENTRAL = 0x02014b50L;
    private static final int CENTRAL_BYTES = 46;
    private static final long LOCAL = 0x04034b50L;
    private static final int LOCAL_BYTES = 30;
    private static final int EXTRA64 = 1;
    private static final long IN_EXTRA64 = 0xffffffffL;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int ENCRYPTED = 1;

    private final MappedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> folders = new HashSet<>();
    private long limit;

    /** Where an entry's bytes lie in the file. */
    record Entry(long begin, long end) {
        long size() {
            return end - begin;
        }
    }

    private ZipDirectory(MappedFile file) {
        this.file = file;
    }

    static ZipDirectory read(MappedFile file) {
        ZipDirectory directory = new ZipDirectory(file);
        directory.read();
        return directory;
    }

    /** The entry of that name, without the folder: {@code data.pkl}, {@code data/0}. */
    Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    private void read() {
        long end = endRecord();
        long count = file.unsigned16(end + 10);
        long size = file.unsigned32(end + 12);
        long begin = file.unsigned32(end + 16);
        if (end >= LOCATOR64_BYTES && file.unsigned32(end - LOCATOR64_BYTES) == LOCATOR64) {
            long end64 = file.signed64(end - LOCATOR64_BYTES + 8);
            require(
                    end64 >= 0 && end64 <= end - LOCATOR64_BYTES - END64_BYTES && file.unsigned32(end64) == END64,
                    "the zip's end record points outside the file: damaged, or a download that stopped");
            count = file.signed64(end64 + 32);
            size = file.signed64(end64 + 40);
            begin = file.signed64(end64 + 48);
        }
        require(
                begin >= 0 && size >= 0 && begin <= end && size <= end - begin,
                "the zip directory lies outside the file: damaged, or a download that stopped");
        require(
                count >= 0 && count <= size / CENTRAL_BYTES,
                "the zip directory is too short for " + count + " entries");
        limit = begin;
        long at = begin;
        for (long i = 0; i < count; i++) {
            at = entry(at, begin + size);
        }
    }

    private long endRecord() {
        long last = file.size() - END_BYTES;
        for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (file.unsigned32(at) == END && file.unsigned16(at + 20) == last - at) {
                return at;
            }
        }
        throw file.defect("the zip has no directory at its end: the file is cut off; download it again");
    }

    /** Reads the central record at {@code at}; returns where the next one begins. */
    private long entry(long at, long end) {
        require(at <= end - CENTRAL_BYTES && file.unsigned32(at) == CENTRAL, "the zip directory is damaged");
        int nameLength = file.unsigned16(at + 28);
        int extraLength = file.unsigned16(at + 30);
        long next = at + CENTRAL_BYTES + nameLength + extraLength + file.unsigned16(at + 32);
        require(next <= end, "the zip directory is damaged");
        MemorySegment nameBytes = file.slice(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
        String name = name(nameBytes);
        require(
                (file.unsigned16(at + 8) & ENCRYPTED) == 0 && file.unsigned16(at + 10) == 0,
                "zip entry " + name + " is compressed or encrypted: not a PyTorch file");
        Sizes sizes = sizes(at, name, at + CENTRAL_BYTES + nameLength, extraLength);
        require(sizes.stored == sizes.plain, "zip entry " + name + " has two different sizes");
        String key = name.substring(checkName(name) + 1);
        require(entries.put(key, locate(name, nameBytes, sizes)) == null, "zip entry " + name + " appears twice");
        return next;
    }

    private record Sizes(long plain, long stored, long local) {}

    private Sizes sizes(long central, String name, long extra, int extraLength) {
        long[] fields = {file.unsigned32(central + 24), file.unsigned32(central + 20), file.unsigned32(central + 42)};
        long at = extra;
        long end = extra + extraLength;
        while (at + 4 <= end) {
            long next = at + 4 + file.unsigned16(at + 2);
            if (file.unsigned16(at) == EXTRA64) {
                fill(fields, name, at + 4, Math.min(next, end));
            }
            at = next;
        }
        return new Sizes(fields[0], fields[1], fields[2]);
    }

    /** A zip64 extra field holds, in order, just those of the three numbers that did not fit. */
    private void fill(long[] fields, String name, long begin, long end) {
        long at = begin;
        for (int i = 0; i < fields.length; i++) {
            if (fields[i] == IN_EXTRA64) {
                require(at + Long.BYTES <= end, "zip entry " + name + " lacks its 64-bit sizes");
                fields[i] = file.signed64(at);
                at += Long.BYTES;
            }
        }
    }

    private Entry locate(String name, MemorySegment nameBytes, Sizes sizes) {
        String claim = "zip entry " + name + " claims " + Long.toUnsignedString(sizes.plain)
                + " bytes, beyond the end of the file";
        long local = sizes.local;
        require(local >= 0 && local <= limit - LOCAL_BYTES, claim);
        require(file.unsigned32(local) == LOCAL, "zip entry " + name + " does not begin where the directory says");
        long nameEnd = local + LOCAL_BYTES + file.unsigned16(local + 26);
        long begin = nameEnd + file.unsigned16(local + 28);
        require(begin <= limit && sizes.plain >= 0 && sizes.plain <= limit - begin, claim);
        require(
                file.slice(local + LOCAL_BYTES, nameEnd).mismatch(nameBytes) == -1,
                "zip entry " + name + " has another name in the directory than at its data");
        return new Entry(begin, begin + sizes.plain);
    }

    private String name(MemorySegment bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            String shown = new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
            throw file.defect("zip entry name " + shown + " is not valid UTF-8", e);
        }
    }

    /** Checks that a name stays inside the one folder of the archive; returns the length of the folder's name. */
    private int checkName(String name) {
        boolean leaves = name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0;
        for (String part : name.split("/", -1)) {
            leaves |= part.equals("..");
        }
        require(!leaves, "zip entry name " + name + " leaves the archive; nothing is ever written to disk");
        int folder = name.indexOf('/');
        require(folder > 0, "zip entry " + name + " lies in no folder: not a PyTorch file");
        folders.add(name.substring(0, folder));
        require(folders.size() == 1, "zip entry " + name + " lies in a second folder: not a PyTorch file");
        return folder;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw file.defect(otherwise);
        }
    }
}
