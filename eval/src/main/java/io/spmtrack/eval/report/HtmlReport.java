package io.spmtrack.eval.report;

import io.spmtrack.eval.result.TextOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes a report as one HTML file that needs nothing else, now or later: style, script, curves and pictures are inside,
 * and its content policy forbids every request.
 */
public final class HtmlReport {

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
            + " script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private HtmlReport() {}

    /** Writes the page whole or not at all. */
    public static void write(Report report, Path file) {
        TextOutput.write(file, html(report));
    }

    static String html(Report report) {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(POLICY)
                .append("\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<meta name=\"color-scheme\" content=\"light dark\"><title>")
                .append(Html.text(report.title()))
                .append("</title><style>\n")
                .append(resource("report.css"))
                .append("</style></head><body><main><h1>")
                .append(Html.text(report.title()))
                .append("</h1>");
        facts(html, report);
        for (int i = 0; i < report.datasets().size(); i++) {
            html.append(DatasetSection.html(report.datasets().get(i), i));
        }
        if (report.datasets().isEmpty()) {
            html.append("<p class=\"note\">No sequence was scored.</p>");
        }
        return html.append("</main><script>\n")
                .append(resource("report.js"))
                .append("</script></body></html>\n")
                .toString();
    }

    private static void facts(StringBuilder html, Report report) {
        if (report.facts().isEmpty()) {
            return;
        }
        html.append("<dl>");
        for (Report.Fact fact : report.facts()) {
            html.append("<div><dt>")
                    .append(Html.text(fact.name()))
                    .append("</dt><dd>")
                    .append(Html.text(fact.value()))
                    .append("</dd></div>");
        }
        html.append("</dl>");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing from the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
