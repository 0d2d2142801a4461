package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A text file of boxes, one row a frame: {@code x,y,width,height}, or the four corners {@code x1,y1,…,x4,y4} of a
 * rotated box. Numbers are separated by comma, semicolon, tab or blanks and may have exponents; {@code NaN} is
 * allowed; lines may end in CRLF and in a separator. Values are kept exactly as they stand in the file.
 */
public final class BoxFile {

    /** Numbers in a row of {@code x,y,width,height}. */
    public static final int RECTANGLE = 4;

    /** Numbers in a row of four corners. */
    public static final int POLYGON = 8;

    /** More than any tracking sequence has: nine hours at 30 frames a second. */
    static final int MAX_ROWS = 1_000_000;

    private final String name;
    private final int columns;
    private final double[] values;

    private BoxFile(String name, int columns, double[] values) {
        this.name = name;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it is missing, empty, too large, or a row is not 4 or 8 numbers; the message names file
     *     and line
     */
    public static BoxFile read(Path file) {
        return new BoxRows(file.toString()).read(TextFile.lines(file));
    }

    /**
     * Reads a stream, for example an entry of a zip file, without closing it.
     *
     * @param name what messages call it: {@code anno.zip!anno/bird.txt}
     */
    public static BoxFile read(InputStream in, String name) {
        try {
            return new BoxRows(name).read(TextFile.lines(in, name));
        } catch (IOException e) {
            throw new InputException(name + ": cannot be read" + Folder.reason(e), e);
        }
    }

    public static BoxFile of(String name, int columns, double[] values) {
        return new BoxFile(name, columns, values);
    }

    /** The same rectangles moved by so many pixels to the right and down. */
    public BoxFile shifted(double pixels) {
        double[] moved = values.clone();
        for (int row = 0; row < rows(); row++) {
            moved[row * columns] += pixels;
            moved[row * columns + 1] += pixels;
        }
        return new BoxFile(name, columns, moved);
    }

    /** The same rows with {@code NaN} in place of rows of zeros. */
    public BoxFile withoutZeros() {
        double[] replaced = values.clone();
        for (int row = 0; row < rows(); row++) {
            int from = row * columns;
            if (Arrays.stream(values, from, from + columns).allMatch(value -> value == 0)) {
                Arrays.fill(replaced, from, from + columns, Double.NaN);
            }
        }
        return new BoxFile(name, columns, replaced);
    }

    /** The file, as messages call it. */
    public String name() {
        return name;
    }

    public int rows() {
        return values.length / columns;
    }

    /** {@link #RECTANGLE} or {@link #POLYGON}. */
    public int columns() {
        return columns;
    }

    /** One number, as it stands in the file. */
    public double value(int row, int column) {
        return values[Objects.checkIndex(row, rows()) * columns + Objects.checkIndex(column, columns)];
    }

    /**
     * The box of a row. Of four corners it is the smallest upright rectangle around them, the conversion of the VOT
     * toolkit for trackers that speak in rectangles.
     */
    public Box box(int row) {
        if (columns == RECTANGLE) {
            return Box.xywh(value(row, 0), value(row, 1), value(row, 2), value(row, 3));
        }
        double x1 = value(row, 0);
        double y1 = value(row, 1);
        double x2 = x1;
        double y2 = y1;
        for (int column = 2; column < columns; column += 2) {
            x1 = Math.min(x1, value(row, column));
            x2 = Math.max(x2, value(row, column));
            y1 = Math.min(y1, value(row, column + 1));
            y2 = Math.max(y2, value(row, column + 1));
        }
        return new Box(x1, y1, x2, y2);
    }

    /** The boxes of all rows, a view. */
    public List<Box> boxes() {
        return new Boxes(this);
    }

    /** The beginning of a message about a row: {@code file, line 7}. */
    public String where(int row) {
        return name + ", line " + (row + 1);
    }

    private static final class Boxes extends AbstractList<Box> implements RandomAccess {
        private final BoxFile file;

        Boxes(BoxFile file) {
            this.file = file;
        }

        @Override
        public Box get(int row) {
            return file.box(row);
        }

        @Override
        public int size() {
            return file.rows();
        }
    }
}
