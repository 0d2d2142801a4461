package io.spmtrack.engine.file;

import io.spmtrack.engine.InputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A cursor over the bytes of one pickle; every length is checked against what is left before anything is taken. */
final class PickleBytes {
    private static final ValueLayout.OfDouble BIG_ENDIAN_DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int LONGEST_LINE = 1024;

    private final MappedFile file;
    private final long begin;
    private final long end;
    private long at;

    PickleBytes(MappedFile file, long begin, long end) {
        this.file = file;
        this.begin = begin;
        this.end = end;
        this.at = begin;
    }

    /** Position in the file. */
    long position() {
        return at;
    }

    /** The longest that this pickle can be. */
    long length() {
        return end - begin;
    }

    int unsigned8() {
        return file.unsigned8(take(1));
    }

    int unsigned16() {
        return file.unsigned16(take(2));
    }

    int signed32() {
        return file.signed32(take(4));
    }

    long unsigned32() {
        return file.unsigned32(take(4));
    }

    long signed64() {
        return file.signed64(take(8));
    }

    double float64() {
        return bytes(8).get(BIG_ENDIAN_DOUBLE, 0);
    }

    MemorySegment bytes(long length) {
        long from = take(length);
        return file.slice(from, from + length);
    }

    String text(long length) {
        MemorySegment bytes = bytes(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw defect("a text is not valid UTF-8", e);
        }
    }

    /** A text that a line feed ends; opcodes of pickle protocol 0 and names of globals use them. */
    String line() {
        long from = at;
        while (unsigned8() != '\n') {
            if (at - from > LONGEST_LINE) {
                throw defect("a line is longer than " + LONGEST_LINE + " bytes");
            }
        }
        long length = at - from - 1;
        at = from;
        String line = text(length);
        at++;
        return line;
    }

    private long take(long length) {
        if (length < 0 || length > end - at) {
            throw defect(Long.toUnsignedString(length) + " bytes are wanted where " + (end - at) + " are left");
        }
        long from = at;
        at += length;
        return from;
    }

    InputException defect(String what) {
        return file.defect("pickle is damaged at byte " + at + ": " + what);
    }

    private InputException defect(String what, Throwable cause) {
        return file.defect("pickle is damaged at byte " + at + ": " + what, cause);
    }

    /** The file refuses what the pickle asks for. */
    InputException refused(String what) {
        return file.defect("refused: " + what + "; only tensors and plain containers are read");
    }
}
