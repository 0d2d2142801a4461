package io.spmtrack.eval.report;

import io.spmtrack.eval.metric.Measures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Makes one report of several: the trackers of all on the data sets they share. Trackers of one name that did not score the same are
 * told apart by the titles of their reports.
 */
final class Merging {

    private Merging() {}

    static Report of(String title, List<Report> reports) {
        Set<String> ambiguous = ambiguous(reports);
        List<String> labels = labels(reports);
        List<Report.Fact> shared = reports.getFirst().facts().stream()
                .filter(fact -> reports.stream().allMatch(each -> each.facts().contains(fact)))
                .toList();
        List<Report.Fact> facts = new ArrayList<>(shared);
        Map<String, Report.Dataset> datasets = new LinkedHashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            String label = labels.get(i);
            UnaryOperator<String> name = tracker -> ambiguous.contains(tracker) ? tracker + ", " + label : tracker;
            reports.get(i).facts().stream()
                    .filter(fact -> !shared.contains(fact))
                    .forEach(fact -> facts.add(new Report.Fact(label + ": " + fact.name(), fact.value())));
            reports.get(i).datasets().forEach(each -> datasets.merge(key(each), renamed(each, name), Merging::merged));
        }
        return new Report(title, facts, List.copyOf(datasets.values()));
    }

    private static String key(Report.Dataset dataset) {
        return dataset.name() + "\n" + dataset.rule();
    }

    /** Names that stand for more than one tracker: with other scores on a data set of two reports. */
    private static Set<String> ambiguous(List<Report> reports) {
        Map<String, Measures> known = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (Report report : reports) {
            for (Report.Dataset dataset : report.datasets()) {
                for (Report.Entry entry : dataset.trackers()) {
                    Measures first = known.putIfAbsent(key(dataset) + "\n" + entry.tracker(), entry.measures());
                    if (first != null && !first.equals(entry.measures())) {
                        names.add(entry.tracker());
                    }
                }
            }
        }
        return names;
    }

    /** The titles, numbered where they are the same. */
    private static List<String> labels(List<Report> reports) {
        Set<String> taken = new HashSet<>();
        List<String> labels = new ArrayList<>();
        for (Report report : reports) {
            String label = report.title();
            for (int number = 2; !taken.add(label); number++) {
                label = report.title() + " (" + number + ")";
            }
            labels.add(label);
        }
        return labels;
    }

    private static Report.Dataset renamed(Report.Dataset dataset, UnaryOperator<String> name) {
        return new Report.Dataset(
                dataset.name(),
                dataset.rule(),
                dataset.trackers().stream()
                        .map(entry -> entry.as(name.apply(entry.tracker())))
                        .toList(),
                dataset.clips().stream().map(clip -> renamed(clip, name)).toList(),
                dataset.attributes());
    }

    private static Report.Clip renamed(Report.Clip clip, UnaryOperator<String> name) {
        return new Report.Clip(
                clip.sequence(),
                clip.frames(),
                clip.traces().stream()
                        .map(trace -> new Report.Trace(name.apply(trace.tracker()), trace.overlaps()))
                        .toList(),
                clip.pictures().stream()
                        .map(picture -> picture.with(picture.boxes().stream()
                                .map(box -> box.as(name.apply(box.tracker())))
                                .toList()))
                        .toList(),
                clip.note());
    }

    private static Report.Dataset merged(Report.Dataset first, Report.Dataset second) {
        List<Report.Entry> trackers = new ArrayList<>(first.trackers());
        Set<String> known = new HashSet<>();
        trackers.forEach(entry -> known.add(entry.tracker()));
        second.trackers().stream().filter(entry -> known.add(entry.tracker())).forEach(trackers::add);
        Map<String, Report.Clip> clips = new LinkedHashMap<>();
        first.clips().forEach(clip -> clips.put(clip.sequence(), clip));
        second.clips().forEach(clip -> clips.merge(clip.sequence(), clip, Merging::merged));
        Map<String, List<String>> attributes = first.attributes().isEmpty() ? second.attributes() : first.attributes();
        return new Report.Dataset(first.name(), first.rule(), trackers, List.copyOf(clips.values()), attributes);
    }

    private static Report.Clip merged(Report.Clip first, Report.Clip second) {
        List<Report.Trace> traces = new ArrayList<>(first.traces());
        Set<String> known = new HashSet<>();
        traces.forEach(trace -> known.add(trace.tracker()));
        second.traces().stream().filter(trace -> known.add(trace.tracker())).forEach(traces::add);
        List<Report.Picture> pictures = new ArrayList<>(first.pictures());
        Set<String> seen = new HashSet<>();
        first.traces().forEach(trace -> seen.add(trace.tracker()));
        if (second.traces().stream().anyMatch(trace -> !seen.contains(trace.tracker()))) {
            pictures.addAll(second.pictures());
        }
        return new Report.Clip(first.sequence(), first.frames(), traces, pictures, first.note());
    }
}
