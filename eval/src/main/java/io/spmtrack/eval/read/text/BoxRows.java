package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses the lines of a {@link BoxFile}; a message says which line and what in it is wrong. */
public final class BoxRows {

    private static final int MAX_LINE = 1024;
    private static final int MAX_MASK = 1 << 22;
    private static final int EXACT_DIGITS = 15;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
    };
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,4})?");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[-+]?nan", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final RowSyntax syntax;
    private final NumberList values = new NumberList();
    private final NumberList ends = new NumberList();
    private final BitSet unknown = new BitSet();
    private int columns;
    private int line;

    public BoxRows(String name, RowSyntax syntax) {
        this.name = name;
        this.syntax = syntax;
    }

    public BoxFile read(List<String> lines) {
        if (lines.isEmpty()) {
            throw new InputException(name + ": is empty; a row x,y,width,height for each frame was expected");
        }
        if (lines.size() > BoxFile.MAX_ROWS) {
            throw new InputException(name + ": has " + lines.size() + " rows, more than the " + BoxFile.MAX_ROWS
                    + " that one sequence may have; name the right file");
        }
        for (String text : DecimalCommas.replaced(lines, name, syntax)) {
            line++;
            String stripped = text.strip();
            if (Mask.is(stripped)) {
                mask(stripped);
            } else {
                row(text);
            }
            ends.add(values.size());
        }
        return new BoxFile(name, values.toArray(), ends.toInts(), unknown);
    }

    /** Becomes the rectangle around it. */
    private void mask(String text) {
        if (text.length() > MAX_MASK) {
            throw wrong("is longer than any mask; fetch the file again");
        }
        try {
            Optional<Box> box = Mask.box(text);
            values.add(box.map(Box::x1).orElse(Double.NaN));
            values.add(box.map(Box::y1).orElse(Double.NaN));
            values.add(box.map(Box::width).orElse(Double.NaN));
            values.add(box.map(Box::height).orElse(Double.NaN));
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage() + "; fetch the file again");
        }
    }

    private void row(String text) {
        if (text.length() > MAX_LINE) {
            throw wrong("is longer than any row of boxes; write x,y,width,height");
        }
        int at = behindBlanks(text, 0, text.length());
        int end = beforeSeparators(text);
        if (end <= at) {
            throw wrong("has no numbers; write x,y,width,height, or delete the line");
        }
        int count = 0;
        int from = values.size();
        for (int next; at <= end; at = next) {
            int behind = behindToken(text, at, end);
            values.add(number(text, at, behind));
            count++;
            next = behind == end ? end + 1 : behindSeparator(text, behind, end);
        }
        checkCount(count);
        if (count == 1) {
            withoutRegion(from);
        }
    }

    /** A single number is a code of the VOT toolkit for a frame without a region. */
    private void withoutRegion(int from) {
        values.truncate(from);
        for (int i = 0; i < BoxFile.RECTANGLE; i++) {
            values.add(Double.NaN);
        }
        unknown.set(line - 1);
    }

    /** The end of a row without the separators that some trackers write behind the last number. */
    private static int beforeSeparators(String text) {
        int end = text.length();
        while (end > 0 && (blank(text.charAt(end - 1)) || comma(text.charAt(end - 1)))) {
            end--;
        }
        return end;
    }

    private static int behindToken(String text, int from, int end) {
        int at = from;
        while (at < end && !blank(text.charAt(at)) && !comma(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** One comma or semicolon with blanks around it, or blanks alone. */
    private static int behindSeparator(String text, int from, int end) {
        int at = behindBlanks(text, from, end);
        return comma(text.charAt(at)) ? behindBlanks(text, at + 1, end) : at;
    }

    private static int behindBlanks(String text, int from, int end) {
        int at = from;
        while (at < end && blank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private static boolean comma(char c) {
        return c == ',' || c == ';';
    }

    private void checkCount(int count) {
        if (!syntax.allows(count)) {
            throw wrong("has " + count + (count == 1 ? " number" : " numbers") + "; " + syntax.expected());
        }
        if (count == 1) {
            return;
        }
        boolean alike = count == columns || (columns > BoxFile.RECTANGLE && count > BoxFile.RECTANGLE);
        if (columns != 0 && !alike) {
            throw wrong(
                    "has " + count + " numbers, but the lines before it have " + columns + "; write all rows alike");
        }
        columns = count;
    }

    /** Short plain decimals, nearly all there are, without going through a string: exact, since both terms are. */
    private double number(String text, int from, int end) {
        int at = from < end && text.charAt(from) == '-' ? from + 1 : from;
        long digits = 0;
        int point = -1;
        for (int i = at; i < end; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + c - '0';
            } else if (c == '.' && point < 0 && i > at) {
                point = i;
            } else {
                return unusual(text.substring(from, end));
            }
        }
        if (end == at || end - at > EXACT_DIGITS) {
            return unusual(text.substring(from, end));
        }
        double value = point < 0 ? digits : digits / POWERS[end - point - 1];
        return at > from ? -value : value;
    }

    private double unusual(String token) {
        if (NOT_A_NUMBER.matcher(token).matches()) {
            return Double.NaN;
        }
        if (!NUMBER.matcher(token).matches()) {
            throw wrong(TextFile.quoted(token) + " is not a number; a row is x,y,width,height");
        }
        double value = Double.parseDouble(token);
        if (Double.isInfinite(value)) {
            throw wrong(TextFile.quoted(token) + " is too large for a coordinate; correct the number");
        }
        return value;
    }

    private InputException wrong(String what) {
        return new InputException(name + ", line " + line + ": " + what);
    }
}
