package io.spmtrack.eval.report;

import io.spmtrack.eval.metric.Measure;
import io.spmtrack.eval.metric.Measures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The scores of the trackers on a data set beside published ones, their sizes and speeds. */
final class ScoreSection {
    private static final double MILLION = 1e6;

    private ScoreSection() {}

    static String scores(Report.Dataset dataset) {
        List<Published> published = Published.of(dataset.name());
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table data-name=\"scores\"><thead><tr>"
                + "<th>Tracker</th><th>AUC</th><th>95 %</th>");
        for (Measure measure : Measure.values()) {
            html.append(measure == Measure.AUC ? "" : "<th>" + Html.text(measure.title()) + "</th>");
        }
        html.append("<th>fps</th><th>parameters, M</th></tr></thead><tbody>");
        for (int i = 0; i < dataset.trackers().size(); i++) {
            Report.Entry entry = dataset.trackers().get(i);
            html.append("<tr><td>").append(swatch(i)).append(Html.text(entry.tracker()));
            values(
                    html,
                    entry.measures(),
                    ScoreTable.interval(entry.aucInterval()).replace("..", " \u2013 "));
            html.append("<td>")
                    .append(ScoreTable.rate(entry.framesPerSecond()))
                    .append("</td><td>")
                    .append(millions((double) entry.parameters()))
                    .append("</td></tr>");
        }
        for (Published row : published) {
            html.append("<tr class=\"published\"><td>").append(Html.text(row.tracker() + " (published)"));
            values(html, row.measures(), "");
            html.append("<td></td><td>").append(millions(row.parameters())).append("</td></tr>");
        }
        html.append("</tbody></table></div>");
        return html + sources(dataset, published);
    }

    private static void values(StringBuilder html, Measures measures, String interval) {
        html.append("</td><td>")
                .append(ScoreTable.percent(measures.auc()))
                .append("</td><td>")
                .append(Html.text(interval))
                .append("</td>");
        for (Measure measure : Measure.values()) {
            if (measure != Measure.AUC) {
                html.append("<td>")
                        .append(ScoreTable.percent(measure.in(measures)))
                        .append("</td>");
            }
        }
    }

    private static String sources(Report.Dataset dataset, List<Published> published) {
        if (published.isEmpty()) {
            return "";
        }
        Map<String, List<String>> sources = new LinkedHashMap<>();
        published.forEach(row -> sources.computeIfAbsent(row.source(), source -> new ArrayList<>())
                .add(row.tracker()));
        String texts = sources.entrySet().stream()
                .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                .collect(Collectors.joining("; "));
        int whole = published.getFirst().sequences();
        int here = dataset.clips().size();
        String part = here == whole
                ? ""
                : "These are " + here + " of the " + whole + " sequences that published values are of. ";
        return "<p class=\"note\">" + part + "Published rows: " + Html.text(texts) + ".</p>";
    }

    /** Bubbles of all trackers whose size is known; empty where that is not known of any that was scored here. */
    static String bubbles(Report.Dataset dataset) {
        List<BubbleChart.Bubble> bubbles = new ArrayList<>();
        for (int i = 0; i < dataset.trackers().size(); i++) {
            Report.Entry entry = dataset.trackers().get(i);
            if (entry.parameters() > 0) {
                bubbles.add(new BubbleChart.Bubble(
                        entry.tracker(),
                        Html.series(i),
                        entry.parameters(),
                        entry.measures().auc()));
            }
        }
        if (bubbles.isEmpty()) {
            return "";
        }
        Published.of(dataset.name()).stream()
                .filter(row -> row.parameters() > 0)
                .forEach(row -> bubbles.add(new BubbleChart.Bubble(
                        row.tracker(),
                        "published",
                        row.parameters(),
                        row.measures().auc())));
        return new BubbleChart(bubbles).svg();
    }

    /** Times of a frame; empty where none are known. */
    static String speed(Report.Dataset dataset) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < dataset.trackers().size(); i++) {
            for (Report.Stage stage : dataset.trackers().get(i).stages()) {
                rows.append("<tr><td>")
                        .append(swatch(i))
                        .append(Html.text(dataset.trackers().get(i).tracker()))
                        .append("</td><td>")
                        .append(Html.text(stage.name()))
                        .append("</td><td>")
                        .append(Html.number(stage.median()))
                        .append("</td><td>")
                        .append(Html.number(stage.p95()))
                        .append("</td></tr>");
            }
        }
        return rows.isEmpty()
                ? ""
                : "<h3>Time of a frame</h3><p class=\"note\">Milliseconds; first and further frames without reading images."
                        + " In the first frame a tracker learns its target. Below them, where it was recorded: reading a"
                        + " picture, cutting what the network sees, the network, from its answer to the box, and"
                        + " writing.</p><div class=\"wide\"><table data-name=\"speed\"><thead><tr>"
                        + "<th>Tracker</th><th>stage</th><th>median</th><th>95th percentile</th></tr></thead><tbody>"
                        + rows + "</tbody></table></div>";
    }

    private static String millions(double parameters) {
        return parameters > 0 ? Html.number(parameters / MILLION) : "-";
    }

    static String swatch(int series) {
        return "<span class=\"swatch " + Html.series(series) + "\"></span>";
    }
}
