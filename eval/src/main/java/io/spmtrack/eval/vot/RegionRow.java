package io.spmtrack.eval.vot;

import io.spmtrack.eval.read.text.TextFile;
import java.util.Locale;

/** A row of the toolkit's text files: a code, a rectangle, a polygon, or a mask behind an {@code m}. */
final class RegionRow {
    private static final int RECTANGLE = 4;
    private static final int MOST_CORNERS = 1000;
    private static final int MASK_HEAD = 4;

    private RegionRow() {}

    /** @throws IllegalArgumentException if it is none; the message says why */
    static Region parse(String row) {
        String text = row.strip();
        return text.startsWith("m") ? mask(text.substring(1).split(",", -1)) : numbers(text.split(",", -1));
    }

    private static Region mask(String[] cells) {
        if (cells.length < MASK_HEAD) {
            throw new IllegalArgumentException("a mask needs left, top, width and height before its runs");
        }
        int[] runs = new int[cells.length - MASK_HEAD];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = whole(cells[MASK_HEAD + i]);
        }
        return new Mask(whole(cells[0]), whole(cells[1]), whole(cells[2]), whole(cells[3]), runs);
    }

    private static int whole(String cell) {
        try {
            return Integer.parseInt(cell.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(TextFile.quoted(cell) + " is not a whole number of a mask", e);
        }
    }

    private static Region numbers(String[] cells) {
        if (cells.length > 2 * MOST_CORNERS) {
            throw new IllegalArgumentException(cells.length + " numbers, more than a polygon has");
        }
        float[] values = new float[cells.length];
        boolean known = true;
        for (int i = 0; i < values.length; i++) {
            values[i] = number(cells[i]);
            known &= !Float.isNaN(values[i]);
        }
        return of(values, known);
    }

    private static Region of(float[] values, boolean known) {
        if (values.length == 1) {
            return known ? new NoRegion((int) values[0]) : NoRegion.UNKNOWN;
        }
        if (values.length < RECTANGLE || values.length % 2 != 0) {
            throw new IllegalArgumentException(values.length
                    + " numbers: 1 (a code), 4 (x,y,width,height) or an even number of corners is expected");
        }
        if (!known) {
            return NoRegion.UNKNOWN;
        }
        return values.length == RECTANGLE
                ? new Rectangle(values[0], values[1], values[2], values[3])
                : new Polygon(values);
    }

    /** A finite number or NaN. */
    static float number(String cell) {
        String text = cell.strip();
        try {
            float value = text.toLowerCase(Locale.ROOT).equals("nan") ? Float.NaN : Float.parseFloat(text);
            if (Float.isInfinite(value)) {
                throw new IllegalArgumentException(TextFile.quoted(text) + " is not finite");
            }
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(TextFile.quoted(text) + " is no number", e);
        }
    }
}
