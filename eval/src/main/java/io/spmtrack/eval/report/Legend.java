package io.spmtrack.eval.report;

import java.util.Locale;

/** Lines of a legend inside a drawing, so that a figure which is saved alone says what is what. */
final class Legend {
    /** Height of a line. */
    static final int LINE = 17;

    private static final int LONGEST = 42;

    private Legend() {}

    static String line(double x, double y, int series, String text) {
        return String.format(
                        Locale.ROOT,
                        "<line class=\"line %s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                        Html.series(series),
                        x,
                        y - 4,
                        x + 20,
                        y - 4)
                + text(x + 26, y, "start", text);
    }

    /** A text of one line, shortened where it would leave the drawing. */
    static String text(double x, double y, String anchor, String text) {
        int points = text.codePointCount(0, text.length());
        String fitting =
                points <= LONGEST ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "\u2026";
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                Html.text(fitting));
    }
}
