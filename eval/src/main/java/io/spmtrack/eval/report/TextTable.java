package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table in monospaced text: columns of words left-aligned, of numbers right-aligned, by the width characters take on a
 * terminal. Control characters in cells are shown as question marks.
 */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int words;
    private final int columns;

    /** @param words number of columns, from the first, that are left-aligned */
    public TextTable(int words, String... titles) {
        this.words = words;
        this.columns = titles.length;
        add(titles);
    }

    /** Adds a row with as many cells as there are titles. */
    public TextTable add(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        rows.add(List.of(cells).stream().map(TextTable::printable).toList());
        return this;
    }

    /** The lines, the titles underlined; no line ends in blanks. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> width(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            text.append(line(rows.get(row), widths)).append('\n');
            if (row == 0) {
                text.append("-".repeat(IntStream.of(widths).sum() + GAP.length() * (columns - 1)))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            String cell = cells.get(column);
            String blanks = " ".repeat(widths[column] - width(cell));
            line.append(column == 0 ? "" : GAP).append(column < words ? cell + blanks : blanks + cell);
        }
        return line.toString().stripTrailing();
    }

    private static String printable(String cell) {
        return cell.replaceAll("\\p{Cntrl}", "?");
    }

    /** Columns a terminal uses: none for combining marks, two for East Asian wide characters and emoji. */
    static int width(String text) {
        return text.codePoints().map(TextTable::width).sum();
    }

    private static int width(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> wide(point) ? 2 : 1;
        };
    }

    /** The blocks that Unicode's EastAsianWidth calls wide or full-width. */
    private static boolean wide(int point) {
        return point >= 0x1100
                && (point <= 0x115F
                        || (point >= 0x2E80 && point <= 0xA4CF)
                        || (point >= 0xAC00 && point <= 0xD7A3)
                        || (point >= 0xF900 && point <= 0xFAFF)
                        || (point >= 0xFE30 && point <= 0xFE6F)
                        || (point >= 0xFF00 && point <= 0xFF60)
                        || (point >= 0xFFE0 && point <= 0xFFE6)
                        || (point >= 0x1F300 && point <= 0x1FAFF)
                        || (point >= 0x20000 && point <= 0x3FFFD));
    }
}
