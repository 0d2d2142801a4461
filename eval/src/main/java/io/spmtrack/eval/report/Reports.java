package io.spmtrack.eval.report;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.InOrder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.observed.ExpertLoad;
import io.spmtrack.eval.observed.StageTimes;
import io.spmtrack.eval.result.Scoring;
import io.spmtrack.eval.result.SequenceResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Makes {@link Report}s from results and true boxes, and one of several. */
public final class Reports {

    private static final int CLIPS_WITH_PICTURES = 40;

    /** Characters of all pictures of a data set, so that its page stays below 5 MB. */
    private static final long PICTURES = 2_800_000;

    private Reports() {}

    /**
     * A tracker and what it reported.
     *
     * @param results of a sequence, for each sequence of the report; asked for by several threads at once, and more than once
     * @param folders where the results of a sequence lie, with what was recorded besides them
     * @param parameters of the network; 0 where unknown
     */
    public record Run(
            String tracker,
            Function<Sequence, SequenceResult> results,
            Function<Sequence, Optional<Path>> folders,
            long parameters) {
        /** Of a tracker about which no more is known. */
        public Run(String tracker, Function<Sequence, SequenceResult> results) {
            this(tracker, results, sequence -> Optional.empty(), 0);
        }

        Optional<StageTimes> stages(Sequence sequence) {
            return folders.apply(sequence).flatMap(folder -> StageTimes.read(sequence.name(), folder));
        }

        Optional<ExpertLoad> experts(Sequence sequence) {
            return folders.apply(sequence).flatMap(folder -> ExpertLoad.read(sequence.name(), folder));
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
        List<Viewed> viewed = InOrder.map(sequences, sequence -> Viewed.of(rule, sequence, runs));
        String name = sequences.getFirst().dataset();
        Rule chosen = Benchmark.rule(rule, name);
        List<Report.Entry> entries = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            int number = i;
            List<Viewed.OfRun> own =
                    viewed.stream().map(each -> each.runs().get(number)).toList();
            entries.add(entry(runs.get(i), name, chosen, own));
        }
        Set<String> pictured = pictured(entries.getFirst());
        List<Report.Clip> clips = new ArrayList<>();
        long left = PICTURES;
        int toCome = pictured.size();
        for (Viewed each : viewed) {
            boolean shown = pictured.contains(each.sequence().name());
            Report.Clip clip = shown ? withPictures(each, runs, left / toCome) : each.clip(runs);
            left -= Pictures.size(clip.pictures());
            toCome -= shown ? 1 : 0;
            clips.add(clip);
        }
        return new Report.Dataset(name, chosen.label(), entries, clips, Map.of());
    }

    private static Report.Entry entry(Run run, String dataset, Rule rule, List<Viewed.OfRun> own) {
        DatasetScore score = DatasetScore.of(
                dataset, rule, own.stream().map(Viewed.OfRun::score).toList());
        return new Report.Entry(
                run.tracker(),
                score.measures(),
                score.aucInterval(),
                mean(own.stream().mapToDouble(Viewed.OfRun::framesPerSecond)),
                score.curves().success().values(),
                score.curves().precision().values(),
                score.curves().normalizedPrecision().values(),
                own.stream().map(each -> row(each, rule.pooled())).toList(),
                run.parameters(),
                Speed.of(own));
    }

    private static Report.Row row(Viewed.OfRun seen, boolean pooled) {
        SequenceScore score = seen.score();
        return new Report.Row(
                score.name(),
                score.frames(),
                pooled ? score.counted() : score.defined() ? 1 : 0,
                score.measures(),
                rounded(score.curves().success().values()),
                rounded(score.curves().precision().values()),
                seen.experts());
    }

    private static List<Double> rounded(List<Double> values) {
        return values.stream().map(value -> Math.round(value * 1e4) / 1e4).toList();
    }

    /** Mean over sequences of their rates, as the official report has it; of those whose times are known, NaN where none are. */
    public static double framesPerSecond(Collection<SequenceResult> results) {
        return mean(results.stream().mapToDouble(SequenceResult::framesPerSecond));
    }

    private static double mean(DoubleStream rates) {
        return rates.filter(Double::isFinite).average().orElse(Double.NaN);
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

    /** Copies of data sets without images are enough for scores; such a report says why it has no pictures. */
    private static Report.Clip withPictures(Viewed viewed, List<Run> runs, long allowance) {
        Report.Clip clip = viewed.clip(runs);
        try {
            return clip.with(viewed.pictures(runs, allowance), "");
        } catch (InputException e) {
            return clip.with(List.of(), e.getMessage());
        }
    }
}
