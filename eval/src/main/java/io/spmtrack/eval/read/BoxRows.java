package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import java.util.List;
import java.util.regex.Pattern;

/** Parses the lines of a {@link BoxFile}; a message says which line and what in it is wrong. */
final class BoxRows {

    private static final int MAX_LINE = 1024;
    private static final Pattern SEPARATOR = Pattern.compile("[ \t]*[,;][ \t]*|[ \t]+");
    private static final Pattern TRAILING = Pattern.compile("[ \t,;]+$");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,4})?");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[-+]?nan", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final NumberList values = new NumberList();
    private int columns;
    private int line;

    BoxRows(String name) {
        this.name = name;
    }

    BoxFile read(List<String> lines) {
        if (lines.isEmpty()) {
            throw new InputException(name + ": is empty; a row x,y,width,height for each frame was expected");
        }
        if (lines.size() > BoxFile.MAX_ROWS) {
            throw new InputException(name + ": has " + lines.size() + " rows, more than the " + BoxFile.MAX_ROWS
                    + " that one sequence may have; name the right file");
        }
        for (String text : lines) {
            line++;
            row(text);
        }
        return BoxFile.of(name, columns, values.toArray());
    }

    private void row(String text) {
        if (text.length() > MAX_LINE) {
            throw wrong("is longer than any row of boxes; write x,y,width,height");
        }
        String content = TRAILING.matcher(text.strip()).replaceFirst("");
        if (content.isEmpty()) {
            throw wrong("has no numbers; write x,y,width,height, or delete the line");
        }
        String[] tokens = SEPARATOR.split(content, -1);
        checkCount(tokens.length);
        for (String token : tokens) {
            values.add(number(token));
        }
    }

    private void checkCount(int count) {
        if (count != BoxFile.RECTANGLE && count != BoxFile.POLYGON) {
            throw wrong("has " + count + (count == 1 ? " number" : " numbers")
                    + "; a row is x,y,width,height or the 8 numbers of four corners");
        }
        if (columns != 0 && count != columns) {
            throw wrong(
                    "has " + count + " numbers, but the lines before it have " + columns + "; write all rows alike");
        }
        columns = count;
    }

    private double number(String token) {
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
