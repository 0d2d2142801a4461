package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads whole text files of unknown origin, bounded in size, with one-line messages. */
public final class TextFile {

    /** The annotation files of all known data sets stay below 1 MB. */
    static final int MAX_BYTES = 64 << 20;

    private static final int SHOWN_CHARACTERS = 40;

    private TextFile() {}

    /** The lines without their ends and without blank lines at the end of the file. */
    public static List<String> lines(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": is a folder, a text file was expected");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return lines(in, file.toString());
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read" + Folder.reason(e), e);
        }
    }

    public static List<String> lines(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new InputException(name + ": larger than " + (MAX_BYTES >> 20)
                    + " MB, so not an annotation file; name the right file");
        }
        Pointer.refuse(bytes, name);
        String text = decoded(bytes);
        if (text.indexOf('\0') >= 0) {
            throw new InputException(name + ": contains binary data, not text; name the right file or fetch it again");
        }
        return text.stripTrailing().lines().toList();
    }

    /** Text in UTF-8, or in UTF-16 with a byte order mark, as spreadsheets write it; the mark is left out. */
    public static String decoded(byte[] bytes) {
        boolean marked = bytes.length >= 2 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe;
        boolean wide = marked && (bytes[0] == (byte) 0xff || bytes[0] == (byte) 0xfe);
        String text = new String(bytes, wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A piece of a foreign file fit for a message: printable, quoted, not long. */
    public static String quoted(String text) {
        String printable = text.replaceAll("\\P{Print}", "?");
        return printable.length() <= SHOWN_CHARACTERS
                ? "'" + printable + "'"
                : "'" + printable.substring(0, SHOWN_CHARACTERS) + "…'";
    }
}
