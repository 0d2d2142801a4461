package io.spmtrack.eval.read.text;

import io.spmtrack.model.image.Box;
import java.util.Optional;

/**
 * A mask as the VOT toolkit writes it: {@code m}, left, top, width and height of the part that is stored, then the
 * lengths of runs, zeros first, row by row. Runs that are left out at the end are zeros. Only the upright rectangle
 * around its pixels is computed, so a mask costs no memory however large it claims to be.
 */
final class Mask {

    private static final long MAX_SIDE = 1 << 20;
    private static final int MAX_DIGITS = 12;

    private final String text;
    private int at = 1;

    private Mask(String text) {
        this.text = text;
    }

    /** Whether a row is a mask. */
    static boolean is(String row) {
        return row.startsWith("m") || row.startsWith("M");
    }

    /**
     * The rectangle around the pixels of a mask; empty where it has none.
     *
     * @param row the row, without blanks around it
     * @throws IllegalArgumentException if it is not a mask; the message says why
     */
    static Optional<Box> box(String row) {
        return new Mask(row).box();
    }

    private Optional<Box> box() {
        long left = number();
        long top = number();
        long width = number();
        long height = number();
        if (width < 0 || height < 0 || width > MAX_SIDE || height > MAX_SIDE) {
            throw new IllegalArgumentException("a mask of " + width + " x " + height + " pixels cannot be");
        }
        long end = width * height;
        long pixel = 0;
        long x1 = width;
        long x2 = 0;
        long first = -1;
        long last = -1;
        for (boolean set = false; at < text.length(); set = !set) {
            long run = number();
            if (run < 0 || run > end - pixel) {
                throw new IllegalArgumentException(
                        "the runs of a mask cover more than its " + width + " x " + height + " pixels");
            }
            if (set && run > 0) {
                long from = pixel % width;
                boolean wraps = from + run > width;
                x1 = Math.min(x1, wraps ? 0 : from);
                x2 = Math.max(x2, wraps ? width : from + run);
                first = first < 0 ? pixel / width : first;
                last = (pixel + run - 1) / width;
            }
            pixel += run;
        }
        return first < 0
                ? Optional.empty()
                : Optional.of(Box.xywh(
                        (double) left + x1, (double) top + first, (double) (x2 - x1), (double) (last + 1 - first)));
    }

    /** The next number and the separator behind it. */
    private long number() {
        int from = at;
        while (at < text.length() && separator(text.charAt(at))) {
            at++;
        }
        int begin = at;
        while (at < text.length() && !separator(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(begin, at);
        if (digits.length() > MAX_DIGITS || !digits.matches("-?\\d+")) {
            throw new IllegalArgumentException(
                    digits.isEmpty() && from >= text.length()
                            ? "a mask needs left, top, width and height before its runs"
                            : TextFile.quoted(digits) + " is not a whole number of a mask");
        }
        while (at < text.length() && separator(text.charAt(at))) {
            at++;
        }
        return Long.parseLong(digits);
    }

    private static boolean separator(char c) {
        return c == ',' || c == ' ' || c == ';' || c == '\t';
    }
}
