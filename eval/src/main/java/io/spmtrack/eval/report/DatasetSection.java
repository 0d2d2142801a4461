package io.spmtrack.eval.report;

import io.spmtrack.eval.metric.Holm;
import io.spmtrack.eval.metric.Measure;
import io.spmtrack.eval.metric.Measures;
import io.spmtrack.eval.metric.PairedDifference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the page about one data set: scores, curves, comparison, and its sequences. */
final class DatasetSection {

    private static final int OPEN_CLIPS = 8;

    private final Report.Dataset dataset;
    private final List<String> trackers;
    private final String anchor;
    private final StringBuilder html = new StringBuilder();

    private DatasetSection(Report.Dataset dataset, int number) {
        this.dataset = dataset;
        this.trackers = dataset.trackers().stream().map(Report.Entry::tracker).toList();
        this.anchor = "d" + number + "s";
    }

    static String html(Report.Dataset dataset, int number) {
        DatasetSection section = new DatasetSection(dataset, number);
        section.html
                .append("<section><h2>")
                .append(Html.text(dataset.name()))
                .append("</h2><p class=\"note\">Rule <b>")
                .append(Html.text(dataset.rule()))
                .append("</b>, ")
                .append(dataset.clips().size())
                .append(" sequences, ")
                .append(dataset.clips().stream().mapToLong(Report.Clip::frames).sum())
                .append(
                        " frames. Values in per cent, higher is better; 95 % intervals by bootstrap over sequences.</p>");
        section.html.append(ScoreSection.scores(dataset));
        section.comparison();
        section.charts();
        section.html
                .append(AttributeSection.html(dataset))
                .append(new ExpertLoadSection(dataset).html())
                .append(ScoreSection.speed(dataset));
        section.html.append(new MomentSection(dataset, section.trackers).html());
        section.sequences();
        section.clips();
        return section.html.append("</section>").toString();
    }

    private void comparison() {
        if (trackers.size() < 2) {
            return;
        }
        html.append("<ul class=\"note\">");
        for (Measure measure : List.of(Measure.AUC, Measure.AO)) {
            sentences(measure)
                    .forEach(text -> html.append("<li>").append(Html.text(text)).append("</li>"));
        }
        html.append("</ul>");
    }

    /** The first tracker against each other one; several p-values of a measure are corrected together. */
    private List<String> sentences(Measure measure) {
        String first = trackers.getFirst();
        List<String> sentences = new ArrayList<>();
        Map<String, PairedDifference> compared = new LinkedHashMap<>();
        for (Report.Entry other : dataset.trackers().subList(1, trackers.size())) {
            difference(measure, other)
                    .ifPresentOrElse(
                            found -> compared.put(other.tracker(), found),
                            () -> sentences.add(first + " and " + other.tracker() + " share no sequence"));
        }
        Iterator<Double> corrected = Holm.adjusted(
                        compared.values().stream().map(PairedDifference::pValue).toList())
                .iterator();
        compared.forEach((other, found) -> sentences.add(
                compared.size() == 1
                        ? ScoreTable.sentence(first, other, found)
                        : ScoreTable.sentence(first, other, found, corrected.next())));
        return sentences;
    }

    private Optional<PairedDifference> difference(Measure measure, Report.Entry other) {
        Map<String, Measures> ours = byName(dataset.trackers().getFirst());
        Map<String, Measures> theirs = byName(other);
        ours.keySet().retainAll(theirs.keySet());
        theirs.keySet().retainAll(ours.keySet());
        return ours.isEmpty() ? Optional.empty() : Optional.of(PairedDifference.of(measure, ours, theirs));
    }

    private static Map<String, Measures> byName(Report.Entry entry) {
        Map<String, Measures> byName = new LinkedHashMap<>();
        entry.rows().forEach(row -> byName.put(row.sequence(), row.measures()));
        byName.values().removeIf(measures -> Double.isNaN(measures.auc()));
        return byName;
    }

    private void charts() {
        CurveChart success = new CurveChart("Success", "overlap threshold", 1);
        CurveChart precision = new CurveChart("Precision", "centre error threshold, pixels", 50);
        CurveChart normalized = new CurveChart("Normalised precision", "normalised error threshold", 0.5);
        for (int i = trackers.size() - 1; i >= 0; i--) {
            Report.Entry entry = dataset.trackers().get(i);
            success.add(i, entry.tracker(), entry.measures().auc(), entry.success());
            precision.add(i, entry.tracker(), entry.measures().precision(), entry.precision());
            normalized.add(i, entry.tracker(), entry.measures().normPrecision(), entry.normalizedPrecision());
        }
        html.append("<div class=\"charts\">")
                .append(success.svg())
                .append(precision.svg())
                .append(normalized.svg())
                .append(ScoreSection.bubbles(dataset))
                .append("</div>");
    }

    private void sequences() {
        html.append(
                        "<h3>Sequences</h3><div class=\"wide\"><table class=\"sortable\" data-name=\"sequences\"><thead><tr>")
                .append("<th>Sequence</th><th>Frames</th>");
        for (int i = 0; i < trackers.size(); i++) {
            html.append("<th>")
                    .append(ScoreSection.swatch(i))
                    .append("AUC ")
                    .append(Html.text(trackers.get(i)))
                    .append("</th>");
        }
        for (Measure measure : List.of(Measure.AO, Measure.SR50, Measure.PRECISION)) {
            html.append("<th>")
                    .append(trackers.size() > 1 ? ScoreSection.swatch(0) : "")
                    .append(Html.text(measure.title()))
                    .append("</th>");
        }
        html.append("<th class=\"fixed\">Overlap over time</th></tr></thead><tbody>");
        List<Map<String, Measures>> byName =
                dataset.trackers().stream().map(DatasetSection::byName).toList();
        for (int i = 0; i < dataset.clips().size(); i++) {
            sequence(dataset.clips().get(i), i, byName);
        }
        html.append("</tbody></table></div>");
    }

    private void sequence(Report.Clip clip, int number, List<Map<String, Measures>> byName) {
        html.append("<tr><td><a href=\"#")
                .append(anchor)
                .append(number)
                .append("\">")
                .append(Html.text(clip.sequence()))
                .append("</a></td><td>")
                .append(clip.frames())
                .append("</td>");
        Map<String, Measures> none = new HashMap<>();
        for (Map<String, Measures> scores : byName) {
            cell(value(scores, clip, Measure.AUC));
        }
        Map<String, Measures> first = byName.isEmpty() ? none : byName.getFirst();
        for (Measure measure : List.of(Measure.AO, Measure.SR50, Measure.PRECISION)) {
            cell(value(first, clip, measure));
        }
        html.append("<td>").append(Timeline.small(anchor + number)).append("</td></tr>");
    }

    private static double value(Map<String, Measures> scores, Report.Clip clip, Measure measure) {
        return scores.containsKey(clip.sequence()) ? measure.in(scores.get(clip.sequence())) : Double.NaN;
    }

    private void clips() {
        html.append("<h3>Frames</h3><p class=\"note\"><span class=\"swatch truth\"></span>true box");
        for (int i = 0; i < trackers.size(); i++) {
            html.append(" &nbsp; ").append(ScoreSection.swatch(i)).append(Html.text(trackers.get(i)));
        }
        html.append(". Evenly spaced frames and the worst ones of ")
                .append(Html.text(trackers.isEmpty() ? "" : trackers.getFirst()))
                .append(", whose overlap is given.</p>");
        int shown = 0;
        for (int i = 0; i < dataset.clips().size(); i++) {
            Report.Clip clip = dataset.clips().get(i);
            html.append(ClipSection.html(clip, trackers, anchor + i, shown < OPEN_CLIPS));
            shown += clip.pictures().isEmpty() ? 0 : 1;
        }
    }

    private void cell(double value) {
        html.append("<td data-value=\"")
                .append(Double.isNaN(value) ? -1 : value)
                .append("\">")
                .append(ScoreTable.percent(value))
                .append("</td>");
    }
}
