package io.spmtrack.eval.report;

import java.util.Locale;

/** Text and numbers fit for an HTML page. */
final class Html {

    private Html() {}

    /** Names come from files and folders of others: nothing of them may become markup. */
    static String text(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> {
                    boolean shown = !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
                    escaped.appendCodePoint(shown ? point : 0xFFFD);
                }
            }
        });
        return escaped.toString();
    }

    /** A short decimal number, whatever the country. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** The colour and dash pattern of a tracker by its place in the report, as classes of the style sheet. */
    static String series(int index) {
        return "s" + index % 8 + (index < 8 ? "" : " dashed");
    }
}
