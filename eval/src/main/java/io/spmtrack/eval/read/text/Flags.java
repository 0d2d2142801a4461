package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;

/** Small whole numbers, one a frame, from a file with one on a line or all on one line: 0/1 flags, cover 0 to 8. */
public final class Flags {

    private final byte[] values;

    private Flags(byte[] values) {
        this.values = values;
    }

    /**
     * @param greatest the greatest value allowed, a digit
     * @param frames so many values must be in the file
     */
    public static Flags read(Path file, int greatest, int frames) {
        return of(TextFile.lines(file), file.toString(), greatest, frames);
    }

    /** However many there are. */
    public static Flags read(Path file, int greatest) {
        return of(TextFile.lines(file), file.toString(), greatest);
    }

    public static Flags of(List<String> lines, String name, int greatest, int frames) {
        Flags found = of(lines, name, greatest);
        if (found.size() != frames) {
            throw new InputException(name + ": has " + found.size() + " flags, but the sequence has " + frames
                    + " boxes; one flag a frame is needed");
        }
        return found;
    }

    private static Flags of(List<String> lines, String name, int greatest) {
        NumberList found = new NumberList();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            for (int at = behindSeparators(text, 0); at < text.length(); ) {
                int end = behindToken(text, at);
                found.add(flag(text.substring(at, end), greatest, name, line));
                at = behindSeparators(text, end);
            }
        }
        return new Flags(bytes(found.toArray()));
    }

    private static int behindSeparators(String text, int from) {
        int at = from;
        while (at < text.length() && separates(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int behindToken(String text, int from) {
        int at = from;
        while (at < text.length() && !separates(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Commas, semicolons and what regular expressions call blank. */
    private static boolean separates(char c) {
        return c == ',' || c == ';' || c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static int flag(String token, int greatest, String name, int line) {
        char first = token.charAt(0);
        if (token.length() != 1 || first < '0' || first > '0' + greatest) {
            throw new InputException(name + ", line " + (line + 1) + ": " + TextFile.quoted(token)
                    + " is not a whole number from 0 to " + greatest);
        }
        return first - '0';
    }

    private static byte[] bytes(double[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** How many there are. */
    public int size() {
        return values.length;
    }

    /** True where the value is 0. */
    public IntPredicate clear() {
        return frame -> values[frame] == 0;
    }

    /** True where the value is not 0. */
    public IntPredicate set() {
        return frame -> values[frame] != 0;
    }
}
