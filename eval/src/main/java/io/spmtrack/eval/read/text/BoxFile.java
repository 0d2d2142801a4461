package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.ComputedList;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * A text file of boxes, one row a frame: {@code x,y,width,height}, the four corners {@code x1,y1,…,x4,y4} of a
 * rotated box, a {@link Mask}, or what else a {@link RowSyntax} has. Numbers are separated by comma, semicolon, tab or
 * blanks and may have exponents, and {@link DecimalCommas}; {@code NaN} is allowed; lines may end in CRLF and in a
 * separator. Values are kept exactly as they stand in the file.
 */
public final class BoxFile {

    /** Numbers in a row of {@code x,y,width,height}. */
    public static final int RECTANGLE = 4;

    /** Numbers in a row of four corners. */
    public static final int POLYGON = 8;

    /** More than any tracking sequence has: nine hours at 30 frames a second. */
    static final int MAX_ROWS = 1_000_000;

    private final String name;
    private final double[] values;
    private final int[] ends;
    private final BitSet unknown;

    /**
     * @param ends where the values of each row end
     * @param unknown the rows that nobody annotated
     */
    public BoxFile(String name, double[] values, int[] ends, BitSet unknown) {
        this.name = name;
        this.values = values;
        this.ends = ends;
        this.unknown = unknown;
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it is missing, empty, too large, or a row is not 4 or 8 numbers; the message names file
     *     and line
     */
    public static BoxFile read(Path file) {
        return read(file, RowSyntax.BOXES);
    }

    /** The same with the rows of a syntax. */
    public static BoxFile read(Path file, RowSyntax syntax) {
        return new BoxRows(file.toString(), syntax).read(TextFile.lines(file));
    }

    /**
     * Reads a stream, for example an entry of a zip file, without closing it.
     *
     * @param name what messages call it: {@code anno.zip!anno/bird.txt}
     */
    public static BoxFile read(InputStream in, String name) {
        return read(in, name, RowSyntax.BOXES);
    }

    /** The same with the rows of a syntax. */
    public static BoxFile read(InputStream in, String name, RowSyntax syntax) {
        try {
            return new BoxRows(name, syntax).read(TextFile.lines(in, name));
        } catch (IOException e) {
            throw new InputException(name + ": cannot be read" + Folder.reason(e), e);
        }
    }

    /** The same rectangles moved by so many pixels to the right and down. */
    public BoxFile shifted(double pixels) {
        double[] moved = values.clone();
        for (int row = 0; row < rows(); row++) {
            moved[from(row)] += pixels;
            moved[from(row) + 1] += pixels;
        }
        return new BoxFile(name, moved, ends, unknown);
    }

    /** The same rows with {@code NaN} in place of rows of zeros. */
    public BoxFile withoutZeros() {
        double[] replaced = values.clone();
        for (int row = 0; row < rows(); row++) {
            if (Arrays.stream(values, from(row), ends[row]).allMatch(value -> value == 0)) {
                Arrays.fill(replaced, from(row), ends[row], Double.NaN);
            }
        }
        return new BoxFile(name, replaced, ends, unknown);
    }

    /** The file, as messages call it. */
    public String name() {
        return name;
    }

    public int rows() {
        return ends.length;
    }

    private int from(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** Numbers in a row: {@link #RECTANGLE}, or two for each corner. */
    public int columns(int row) {
        return ends[Objects.checkIndex(row, rows())] - from(row);
    }

    /** Whether somebody annotated the frame of a row. */
    public boolean annotated(int row) {
        return !unknown.get(row);
    }

    /** Whether somebody annotated every frame. */
    boolean annotated() {
        return unknown.isEmpty();
    }

    /** One number, as it stands in the file. */
    public double value(int row, int column) {
        return values[from(row) + Objects.checkIndex(column, columns(row))];
    }

    /**
     * The box of a row. Of corners it is the smallest upright rectangle around them, the conversion of the VOT
     * toolkit for trackers that report rectangles.
     */
    public Box box(int row) {
        int columns = columns(row);
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
        return new ComputedList<>(rows(), this::box);
    }

    /** The beginning of a message about a row: {@code file, line 7}. */
    public String where(int row) {
        return name + ", line " + (row + 1);
    }
}
