package io.spmtrack.eval.report;

import io.spmtrack.eval.result.TextOutput;
import java.nio.file.Path;

/** Writes a report as one HTML file. */
public final class HtmlReport {

    private HtmlReport() {}

    /** Writes the page whole or not at all. */
    public static void write(Report report, Path file) {
        TextOutput.write(file, html(report));
    }

    static String html(Report report) {
        StringBuilder body = new StringBuilder();
        facts(body, report);
        for (int i = 0; i < report.datasets().size(); i++) {
            body.append(DatasetSection.html(report.datasets().get(i), i));
        }
        if (report.datasets().isEmpty()) {
            body.append("<p class=\"note\">No sequence was scored.</p>");
        }
        return Html.page(report.title(), body.toString());
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
}
