package io.spmtrack.eval.report;

import io.spmtrack.eval.metric.Measures;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Scores on the sequences of each attribute: radar, table and curves (SPMTrack paper, figure 4; supplement, figure A.2). */
final class AttributeSection {
    private static final int LEAST_AXES = 3;
    private static final List<ToDoubleFunction<Measures>> MEASURES =
            List.of(Measures::auc, Measures::precision, Measures::normPrecision);

    private final Report.Dataset dataset;
    private final List<String> names = new ArrayList<>();
    private final List<List<String>> sequences = new ArrayList<>();

    private AttributeSection(Report.Dataset dataset) {
        this.dataset = dataset;
        dataset.attributes().forEach((name, holders) -> {
            if (!holders.isEmpty()) {
                names.add(name);
                sequences.add(holders);
            }
        });
    }

    /** Empty where no attributes are known. */
    static String html(Report.Dataset dataset) {
        AttributeSection section = new AttributeSection(dataset);
        return section.names.isEmpty()
                ? ""
                : "<h3>Attributes</h3>" + section.radar() + section.table() + section.curves();
    }

    private String radar() {
        if (names.size() < LEAST_AXES) {
            return "";
        }
        return "<div class=\"charts\">" + radar("AUC by attribute", Measures::auc)
                + radar("Precision by attribute", Measures::precision) + "</div>";
    }

    private String radar(String title, ToDoubleFunction<Measures> measure) {
        List<String> axes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            axes.add(names.get(i) + " (" + sequences.get(i).size() + ")");
        }
        RadarChart chart = new RadarChart(title, axes);
        for (int series = dataset.trackers().size() - 1; series >= 0; series--) {
            Report.Entry entry = dataset.trackers().get(series);
            chart.add(
                    series,
                    entry.tracker(),
                    sequences.stream()
                            .map(holders -> mean(entry, holders, measure))
                            .toList());
        }
        return chart.svg();
    }

    private String table() {
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table class=\"sortable\""
                + " data-name=\"attributes\"><thead><tr><th>Attribute</th><th>Sequences</th>");
        for (int i = 0; i < dataset.trackers().size(); i++) {
            String tracker = Html.text(dataset.trackers().get(i).tracker());
            for (String measure : List.of("AUC", "P", "P_norm")) {
                html.append("<th>")
                        .append(ScoreSection.swatch(i))
                        .append(measure + " " + tracker)
                        .append("</th>");
            }
        }
        html.append("</tr></thead><tbody>");
        for (int i = 0; i < names.size(); i++) {
            List<String> holders = sequences.get(i);
            html.append("<tr><td>")
                    .append(Html.text(names.get(i)))
                    .append("</td><td>")
                    .append(holders.size())
                    .append("</td>");
            for (Report.Entry entry : dataset.trackers()) {
                for (ToDoubleFunction<Measures> measure : MEASURES) {
                    html.append("<td>")
                            .append(ScoreTable.percent(mean(entry, holders, measure)))
                            .append("</td>");
                }
            }
            html.append("</tr>");
        }
        return html + "</tbody></table></div>";
    }

    private String curves() {
        StringBuilder html = new StringBuilder("<details><summary>Curves by attribute</summary><div class=\"charts\">");
        for (int i = 0; i < names.size(); i++) {
            String title = names.get(i) + " (" + sequences.get(i).size() + ")";
            html.append(chart(
                    title + ", success", "overlap threshold", 1, sequences.get(i), Report.Row::success, Measures::auc));
            html.append(chart(
                    title + ", precision",
                    "centre error threshold, pixels",
                    50,
                    sequences.get(i),
                    Report.Row::precision,
                    Measures::precision));
        }
        return html + "</div></details>";
    }

    private String chart(
            String title,
            String axis,
            double end,
            List<String> holders,
            Function<Report.Row, List<Double>> curve,
            ToDoubleFunction<Measures> measure) {
        CurveChart chart = new CurveChart(title, axis, end);
        for (int series = dataset.trackers().size() - 1; series >= 0; series--) {
            Report.Entry entry = dataset.trackers().get(series);
            chart.add(series, entry.tracker(), mean(entry, holders, measure), curve(entry, holders, curve));
        }
        return chart.svg();
    }

    private static List<Report.Row> rows(Report.Entry entry, List<String> holders) {
        Set<String> wanted = new HashSet<>(holders);
        return entry.rows().stream()
                .filter(row -> row.weight() > 0 && wanted.contains(row.sequence()))
                .toList();
    }

    /** As the rule makes a data set's score of those of its sequences. */
    static double mean(Report.Entry entry, List<String> holders, ToDoubleFunction<Measures> measure) {
        double sum = 0;
        double total = 0;
        for (Report.Row row : rows(entry, holders)) {
            sum += row.weight() * measure.applyAsDouble(row.measures());
            total += row.weight();
        }
        return sum / total;
    }

    private static List<Double> curve(
            Report.Entry entry, List<String> holders, Function<Report.Row, List<Double>> curve) {
        List<Report.Row> rows = rows(entry, holders);
        int points =
                rows.stream().mapToInt(row -> curve.apply(row).size()).min().orElse(0);
        double total = rows.stream().mapToInt(Report.Row::weight).sum();
        List<Double> mean = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            double sum = 0;
            for (Report.Row row : rows) {
                sum += row.weight() * curve.apply(row).get(point);
            }
            mean.add(sum / total);
        }
        return mean;
    }
}
