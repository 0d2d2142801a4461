package io.spmtrack.eval.report;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.FrameOverlaps;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.result.Scoring;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Makes {@link Report}s from results and true boxes, and one of several. */
public final class Reports {

    private static final int TRACE_POINTS = 240;
    private static final int CLIPS_WITH_PICTURES = 40;

    /** Characters of all pictures of a data set, so that its page stays below 5 MB. */
    private static final long PICTURES = 2_800_000;

    private Reports() {}

    /**
     * A tracker and what it reported.
     *
     * @param results of a sequence, for each sequence of the report
     * @param parameters of the network; 0 where unknown
     */
    public record Run(String tracker, Function<Sequence, SequenceResult> results, long parameters) {
        /** Of a tracker about which no more is known. */
        public Run(String tracker, Function<Sequence, SequenceResult> results) {
            this(tracker, results, 0);
        }
    }

    /**
     * Scores the runs and picks pictures: frames evenly spaced, the worst of the first run and those where the runs differ most, for at most 40
     * sequences of a data set, spread over its easy and difficult ones.
     *
     * @param rule name of a rule, or {@code official}
     * @param sequences those that cannot be {@link Scoring#scorable scored} are left out
     * @param runs the first one is what the report is about, the others are compared with it
     */
    public static Report of(
            String title, List<Report.Fact> facts, String rule, List<Sequence> sequences, List<Run> runs) {
        Map<String, List<Sequence>> byDataset = new LinkedHashMap<>();
        for (Sequence sequence : sequences) {
            if (Scoring.scorable(rule, sequence)) {
                byDataset
                        .computeIfAbsent(sequence.dataset(), name -> new ArrayList<>())
                        .add(sequence);
            }
        }
        List<Report.Dataset> datasets = new ArrayList<>();
        byDataset.values().forEach(each -> datasets.add(dataset(rule, each, runs)));
        return new Report(title, facts, datasets);
    }

    /** One report of several: data sets of the same name and rule become one with the trackers of all. */
    public static Report merged(String title, List<Report> reports) {
        return Merging.of(title, reports);
    }

    private static Report.Dataset dataset(String rule, List<Sequence> sequences, List<Run> runs) {
        List<Report.Entry> entries = new ArrayList<>();
        Map<String, Map<String, SequenceResult>> results = new LinkedHashMap<>();
        for (Run run : runs) {
            Map<String, SequenceResult> each = new LinkedHashMap<>();
            sequences.forEach(sequence -> each.put(
                    sequence.name(),
                    run.results().apply(sequence).startingAt(sequence.truth().box(0))));
            results.put(run.tracker(), each);
            entries.add(entry(run, rule, sequences, each));
        }
        Set<String> pictured = pictured(entries.getFirst());
        List<Report.Clip> clips = new ArrayList<>();
        long left = PICTURES;
        int toCome = pictured.size();
        for (Sequence sequence : sequences) {
            boolean shown = pictured.contains(sequence.name());
            Report.Clip clip = clip(sequence, results, shown ? left / toCome : 0);
            left -= Pictures.size(clip.pictures());
            toCome -= shown ? 1 : 0;
            clips.add(clip);
        }
        String label = Benchmark.rule(rule, sequences.getFirst().dataset()).label();
        return new Report.Dataset(sequences.getFirst().dataset(), label, entries, clips, Map.of());
    }

    private static Report.Entry entry(
            Run run, String rule, List<Sequence> sequences, Map<String, SequenceResult> results) {
        DatasetScore score = Scoring.score(rule, sequences, sequence -> results.get(sequence.name()))
                .getFirst();
        return new Report.Entry(
                run.tracker(),
                score.measures(),
                score.aucInterval(),
                framesPerSecond(results.values()),
                score.curves().success().values(),
                score.curves().precision().values(),
                score.curves().normalizedPrecision().values(),
                score.perSequence().stream()
                        .map(each -> row(each, score.rule().pooled()))
                        .toList(),
                run.parameters(),
                Speed.of(results.values()));
    }

    private static Report.Row row(SequenceScore score, boolean pooled) {
        return new Report.Row(
                score.name(),
                score.frames(),
                pooled ? score.counted() : score.defined() ? 1 : 0,
                score.measures(),
                rounded(score.curves().success().values()),
                rounded(score.curves().precision().values()));
    }

    private static List<Double> rounded(List<Double> values) {
        return values.stream().map(value -> Math.round(value * 1e4) / 1e4).toList();
    }

    /** Mean over sequences of their rates, as the official report has it; of those whose times are known, NaN where none are. */
    public static double framesPerSecond(Collection<SequenceResult> results) {
        return results.stream()
                .mapToDouble(SequenceResult::framesPerSecond)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** All, or so many spread evenly over the sequences ordered by score, the worst and the best included. */
    private static Set<String> pictured(Report.Entry entry) {
        List<String> byScore = entry.rows().stream()
                .sorted(Comparator.comparingDouble(row -> row.measures().auc()))
                .map(Report.Row::sequence)
                .toList();
        int count = Math.min(CLIPS_WITH_PICTURES, byScore.size());
        Set<String> chosen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            chosen.add(byScore.get(count == 1 ? 0 : i * (byScore.size() - 1) / (count - 1)));
        }
        return chosen;
    }

    private static Report.Clip clip(
            Sequence sequence, Map<String, Map<String, SequenceResult>> results, long allowance) {
        List<Report.Trace> traces = new ArrayList<>();
        Map<String, List<Box>> boxes = new LinkedHashMap<>();
        List<double[]> all = new ArrayList<>();
        for (var each : results.entrySet()) {
            List<Box> predicted = each.getValue().get(sequence.name()).boxes();
            boxes.put(each.getKey(), predicted);
            double[] overlaps = FrameOverlaps.of(sequence.truth(), predicted);
            all.add(overlaps);
            traces.add(new Report.Trace(each.getKey(), thinned(overlaps)));
        }
        Report.Clip clip = new Report.Clip(sequence.name(), sequence.size(), traces, List.of(), "");
        return allowance > 0 ? withPictures(clip, sequence, boxes, all, allowance) : clip;
    }

    /** Copies of data sets without images are enough for scores; such a report says why it has no pictures. */
    private static Report.Clip withPictures(
            Report.Clip clip,
            Sequence sequence,
            Map<String, List<Box>> boxes,
            List<double[]> overlaps,
            long allowance) {
        try {
            List<Report.Picture> pictures = Pictures.of(sequence, boxes, overlaps, allowance);
            return new Report.Clip(clip.sequence(), clip.frames(), clip.traces(), pictures, "");
        } catch (InputException e) {
            return new Report.Clip(clip.sequence(), clip.frames(), clip.traces(), List.of(), e.getMessage());
        }
    }

    private static List<Double> thinned(double[] overlaps) {
        int points = Math.min(TRACE_POINTS, overlaps.length);
        List<Double> means = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            int from = (int) ((long) point * overlaps.length / points);
            int to = (int) ((point + 1L) * overlaps.length / points);
            means.add(mean(overlaps, from, to));
        }
        return means;
    }

    private static double mean(double[] overlaps, int from, int to) {
        double sum = 0;
        int count = 0;
        for (int frame = from; frame < to; frame++) {
            if (!Double.isNaN(overlaps[frame])) {
                sum += overlaps[frame];
                count++;
            }
        }
        return count == 0 ? Double.NaN : Math.round(sum / count * 1e4) / 1e4;
    }
}
