package io.spmtrack.eval.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTML pages, and text and numbers fit for them. */
final class Html {

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
            + " script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private Html() {}

    /**
     * A page that needs nothing else, now or later: style, script and pictures are inside, and its content policy forbids every
     * request.
     *
     * @param body markup
     */
    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY
                + "\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"color-scheme\" content=\"light dark\"><title>" + text(title) + "</title><style>\n"
                + resource("report.css") + "</style></head><body><main><h1>" + text(title) + "</h1>" + body
                + "</main><script>\n" + resource("report.js") + "</script></body></html>\n";
    }

    /** A file of the jar beside this class. */
    static String resource(String name) {
        try (InputStream in = Html.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing from the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
