package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How much the experts of a tracker's network are used, in all sequences and in those of each attribute. */
record ExpertLoadSection(Report.Dataset dataset) {
    private static final int SHOWN = 3;

    /** An expert, and how far its average gate lies above that in all sequences. */
    private record Excess(String layer, int expert, double gate, double usual) {
        String text() {
            return String.format(Locale.ROOT, "%s, expert %d: %.1f (%.1f)", layer, expert, 100 * gate, 100 * usual);
        }
    }

    /** Empty where no loads are known. */
    String html() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < dataset.trackers().size(); i++) {
            List<Report.Row> known = dataset.trackers().get(i).rows().stream()
                    .filter(row -> !row.experts().isEmpty())
                    .toList();
            if (!known.isEmpty()) {
                rows.append(rows(i, known));
            }
        }
        return rows.isEmpty()
                ? ""
                : "<h3>Load of experts</h3><p class=\"note\">Average gates over search tokens, looked-at frames and sequences."
                        + " Evenness is the entropy of a layer's gates as a share of the greatest, averaged over the"
                        + " layers: 100 where all experts are used alike. Then the experts that are used most above their"
                        + " average gate in all sequences, which stands in brackets, in per cent.</p>"
                        + "<div class=\"wide\"><table data-name=\"experts\"><thead><tr><th>Tracker</th><th>Attribute</th>"
                        + "<th>Sequences</th><th>Evenness</th><th>Used more than usual</th></tr></thead><tbody>" + rows
                        + "</tbody></table></div>";
    }

    private String rows(int tracker, List<Report.Row> known) {
        Map<String, List<Double>> usual = mean(known);
        StringBuilder html = new StringBuilder(row(tracker, "all", known.size(), usual, ""));
        dataset.attributes().forEach((attribute, holders) -> {
            Set<String> wanted = new HashSet<>(holders);
            List<Report.Row> own = known.stream()
                    .filter(row -> wanted.contains(row.sequence()))
                    .toList();
            if (!own.isEmpty()) {
                Map<String, List<Double>> gates = mean(own);
                html.append(row(tracker, attribute, own.size(), gates, most(gates, usual)));
            }
        });
        return html.toString();
    }

    private String row(int tracker, String attribute, int sequences, Map<String, List<Double>> gates, String most) {
        return "<tr><td>" + ScoreSection.swatch(tracker)
                + Html.text(dataset.trackers().get(tracker).tracker()) + "</td><td>" + Html.text(attribute)
                + "</td><td>"
                + sequences + "</td><td>" + ScoreTable.percent(evenness(gates)) + "</td><td>" + Html.text(most)
                + "</td></tr>";
    }

    /** Mean over sequences; layers that one of them lacks are left out. */
    static Map<String, List<Double>> mean(List<Report.Row> rows) {
        Map<String, List<Double>> means = new LinkedHashMap<>();
        rows.getFirst().experts().forEach((layer, gates) -> {
            boolean shared = rows.stream()
                    .allMatch(
                            row -> row.experts().getOrDefault(layer, List.of()).size() == gates.size());
            if (shared) {
                List<Double> mean = new ArrayList<>();
                for (int i = 0; i < gates.size(); i++) {
                    int expert = i;
                    mean.add(rows.stream()
                            .mapToDouble(row -> row.experts().get(layer).get(expert))
                            .average()
                            .orElse(Double.NaN));
                }
                means.put(layer, mean);
            }
        });
        return means;
    }

    /** Mean over layers of the entropy of their gates, 1 where all are equal. */
    static double evenness(Map<String, List<Double>> gates) {
        return gates.values().stream()
                .filter(layer -> layer.size() > 1)
                .mapToDouble(layer -> layer.stream()
                                .mapToDouble(gate -> gate > 0 ? -gate * Math.log(gate) : 0)
                                .sum()
                        / Math.log(layer.size()))
                .average()
                .orElse(Double.NaN);
    }

    private static String most(Map<String, List<Double>> gates, Map<String, List<Double>> usual) {
        List<Excess> all = new ArrayList<>();
        gates.forEach((layer, each) -> {
            for (int expert = 0; expert < each.size() && usual.containsKey(layer); expert++) {
                all.add(new Excess(
                        layer, expert, each.get(expert), usual.get(layer).get(expert)));
            }
        });
        return all.stream()
                .filter(each -> each.gate() > each.usual())
                .sorted(Comparator.comparingDouble((Excess each) -> each.gate() - each.usual())
                        .reversed())
                .limit(SHOWN)
                .map(Excess::text)
                .collect(Collectors.joining("; "));
    }
}
