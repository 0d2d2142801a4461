package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes one report of several: the trackers of all on the data sets they share. */
final class Merging {

    private Merging() {}

    static Report of(String title, List<Report> reports) {
        List<Report.Fact> facts = new ArrayList<>();
        Map<String, Report.Dataset> datasets = new LinkedHashMap<>();
        for (Report report : reports) {
            report.facts()
                    .forEach(fact -> facts.add(new Report.Fact(report.title() + ": " + fact.name(), fact.value())));
            report.datasets().forEach(each -> datasets.merge(each.name() + "\n" + each.rule(), each, Merging::merged));
        }
        return new Report(title, facts, List.copyOf(datasets.values()));
    }

    private static Report.Dataset merged(Report.Dataset first, Report.Dataset second) {
        List<Report.Entry> trackers = new ArrayList<>(first.trackers());
        Set<String> known = new HashSet<>();
        trackers.forEach(entry -> known.add(entry.tracker()));
        second.trackers().stream().filter(entry -> known.add(entry.tracker())).forEach(trackers::add);
        Map<String, Report.Clip> clips = new LinkedHashMap<>();
        first.clips().forEach(clip -> clips.put(clip.sequence(), clip));
        second.clips().forEach(clip -> clips.merge(clip.sequence(), clip, Merging::merged));
        return new Report.Dataset(first.name(), first.rule(), trackers, List.copyOf(clips.values()));
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
