package io.spmtrack.eval.report;

import io.spmtrack.eval.result.TextOutput;
import java.nio.file.Path;
import java.util.List;

/** Writes a report as one HTML file. */
public final class HtmlReport {

    private HtmlReport() {}

    /** Writes the page whole or not at all. */
    public static void write(Report report, Path file) {
        write(report, List.of(), file);
    }

    /** The same with the curves of trainings. */
    public static void write(Report report, List<TrainingRun> trainings, Path file) {
        TextOutput.write(file, html(report, trainings));
    }

    static String html(Report report) {
        return html(report, List.of());
    }

    static String html(Report report, List<TrainingRun> trainings) {
        StringBuilder body = new StringBuilder();
        facts(body, report);
        body.append(curves(trainings));
        for (int i = 0; i < report.datasets().size(); i++) {
            body.append(DatasetSection.html(report.datasets().get(i), i));
        }
        if (report.datasets().isEmpty() && trainings.isEmpty()) {
            body.append("<p class=\"note\">No sequence was scored.</p>");
        }
        return Html.page(report.title(), body.toString());
    }

    /** How trainings went: each quantity as a picture with the curves of all runs; empty without runs. */
    static String curves(List<TrainingRun> runs) {
        StringBuilder charts = new StringBuilder();
        for (TrainingRun.Quantity quantity : TrainingRun.Quantity.values()) {
            LineChart chart = new LineChart(quantity.title());
            for (int i = 0; i < runs.size(); i++) {
                TrainingRun run = runs.get(i);
                int series = i;
                run.curves().stream()
                        .filter(curve -> curve.quantity() == quantity)
                        .forEach(curve -> chart.add(series, run.name(), curve.points()));
            }
            charts.append(chart.svg());
        }
        return charts.isEmpty()
                ? ""
                : "<h2>Training</h2><p class=\"note\">Long curves are means of equal stretches of steps; the legend has the"
                        + " last value.</p><div class=\"charts\">" + charts + "</div>";
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
