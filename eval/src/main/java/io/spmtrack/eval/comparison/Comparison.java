package io.spmtrack.eval.comparison;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Measure;
import io.spmtrack.eval.metric.PairedDifference;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.eval.report.HtmlReport;
import io.spmtrack.eval.report.Report;
import io.spmtrack.eval.report.Reports;
import io.spmtrack.eval.report.ScoreTable;
import io.spmtrack.eval.result.Evaluation;
import io.spmtrack.eval.result.Outcome;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.eval.result.ScoreFile;
import io.spmtrack.eval.result.Scoring;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.submission.ToolkitLayout;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tracks the same sequences with several trackers, and compares the first with the others.
 * What is finished stays: the same comparison in the same folder goes on where it was stopped.
 */
public final class Comparison {
    private final Consumer<ComparisonEvent> tell;
    private final BooleanSupplier stop;
    private final Output output;
    private final Path folder;
    private final String rule;
    private final String backend;

    /**
     * What is written.
     *
     * @param folder gets one folder of result files for each tracker
     * @param runs how many runs to write of each sequence
     * @param layout of a further tree of results, that of a toolkit
     * @param lookEvery how many frames are between looks at the experts of a network; 0 for none
     */
    public record Output(Path folder, ResultFormat format, int runs, Optional<ToolkitLayout> layout, int lookEvery) {
        /** One run of each sequence, no further tree. */
        public Output(Path folder, ResultFormat format) {
            this(folder, format, 1, Optional.empty(), 0);
        }
    }

    /**
     * @param tell is told how it goes
     * @param stop asked after every frame
     * @param rule name of a rule of scoring
     * @param backend its name, for the provenance
     */
    public Comparison(
            Consumer<ComparisonEvent> tell, BooleanSupplier stop, Output output, String rule, String backend) {
        this.tell = tell;
        this.stop = stop;
        this.output = output;
        this.folder = output.folder();
        this.rule = rule;
        this.backend = backend;
    }

    /** What a tracker did. */
    private record Standing(String name, Map<String, SequenceResult> results, List<Outcome> outcomes) {}

    /**
     * Runs all trackers, writes {@code summary.json} (of the first one; each has its own beside its results),
     * {@code report.json} and the page, and tells the scores.
     *
     * @param page the HTML file to write
     * @throws CancellationException when asked to stop
     * @throws InputException at the beginning, if the rule does not fit the data; at the end, if files of a sequence
     *     are at fault
     */
    public void run(List<Contestant> contestants, List<Sequence> sequences, String title, Path page) {
        List<Sequence> scorable = sequences.stream()
                .filter(sequence -> Scoring.scorable(rule, sequence))
                .toList();
        List<Standing> standings = new ArrayList<>();
        for (Contestant contestant : contestants) {
            claim(contestant, sequences);
            standings.add(standing(contestant, sequences));
        }
        List<Sequence> scored = scorable.stream()
                .filter(sequence ->
                        standings.stream().allMatch(each -> each.results().containsKey(key(sequence))))
                .toList();
        sayWhatIsMissing(sequences, scored);
        if (!scored.isEmpty()) {
            print(standings, scored);
            report(contestants, standings, scored, title, page);
        }
        handIn(standings.getFirst(), sequences);
        complain(standings.getFirst());
    }

    /**
     * Tracks a part of the sequences with all trackers and scores nothing; {@link #run} then finds the results of all parts.
     *
     * @throws CancellationException when asked to stop
     * @throws InputException at the end, if files of a sequence are at fault
     */
    public void track(List<Contestant> contestants, List<Sequence> sequences, Shard shard) {
        List<Sequence> own = shard.own(sequences);
        List<Standing> standings = new ArrayList<>();
        for (Contestant contestant : contestants) {
            claim(contestant, sequences);
            standings.add(standing(contestant, own));
        }
        complain(standings.getFirst());
    }

    /** What processes that share the work must have in common, by name: results depend on nothing else. */
    public Map<String, String> facts(List<Contestant> contestants, List<Sequence> sequences) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("version", Machine.here().version());
        facts.put("backend", backend);
        facts.put("format", output.format().label());
        facts.put("data", Fingerprint.of(sequences));
        for (Contestant contestant : contestants) {
            facts.put("tracker", facts.getOrDefault("tracker", "") + " " + contestant.name());
            contestant.inputs().forEach((name, value) -> {
                if (name.equals(Provenance.SETTINGS)) {
                    StoredSettings.values(value).forEach((key, each) -> facts.put("tracker." + key, each));
                } else {
                    facts.put(contestant.name() + " " + name, value);
                }
            });
        }
        return facts;
    }

    /** What servers and other toolkits want of the first tracker's results. */
    private void handIn(Standing standing, List<Sequence> sequences) {
        Delivery delivery = new Delivery(folder, output.layout(), output.runs());
        delivery.of(
                        standing.name(),
                        sequences,
                        sequence -> Optional.ofNullable(standing.results().get(key(sequence))))
                .forEach(this::remark);
    }

    private static String key(Sequence sequence) {
        return sequence.dataset() + "/" + sequence.name();
    }

    private Standing standing(Contestant contestant, List<Sequence> sequences) {
        Path own = folder.resolve(contestant.name());
        Map<String, SequenceResult> results = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        long frames = sequences.stream().mapToLong(Sequence::size).sum();
        long before = 0;
        tell.accept(new ComparisonEvent.Started(contestant.name(), frames));
        try {
            for (List<Sequence> dataset : byDataset(sequences)) {
                String name = dataset.getFirst().dataset();
                FramesDone done = new FramesDone(before, dataset);
                Evaluation evaluation = new Evaluation(
                        own,
                        output.format(),
                        output.runs(),
                        true,
                        output.lookEvery(),
                        step -> seen(done.after(step), step));
                List<Tracker> trackers = new ArrayList<>();
                try {
                    for (int i = 0; i < Math.min(contestant.atOnce(), dataset.size()); i++) {
                        trackers.add(contestant.open().apply(name));
                    }
                    for (Outcome outcome : evaluation.run(trackers, dataset)) {
                        outcomes.add(outcome);
                        if (outcome instanceof Outcome.Finished finished) {
                            results.put(name + "/" + outcome.sequence(), finished.result());
                        }
                    }
                } finally {
                    trackers.forEach(Tracker::close);
                }
                before = done.all();
            }
        } finally {
            tell.accept(new ComparisonEvent.Ended());
        }
        return new Standing(contestant.name(), results, outcomes);
    }

    /**
     * Makes the folder one of results of this very tracker on these very data; results of others are left alone. Several processes may
     * do so at once: what they write is the same, and there is no result before it.
     */
    private void claim(Contestant contestant, List<Sequence> sequences) {
        Path own = folder.resolve(contestant.name());
        Map<String, String> inputs = new TreeMap<>(contestant.inputs());
        inputs.put("data", Fingerprint.of(sequences));
        Provenance provenance = new Provenance(Machine.here(), backend, inputs);
        Path file = own.resolve("provenance.json");
        boolean used = holdsFolders(own);
        if (!used && !Files.exists(file)) {
            provenance.write(file);
        } else if (!provenance.agreesWith(file)) {
            throw new InputException(own + ": holds results of other weights, data or settings; choose another --out");
        }
    }

    private static boolean holdsFolders(Path own) {
        if (!Files.isDirectory(own)) {
            return false;
        }
        try (Stream<Path> content = Files.list(own)) {
            return content.anyMatch(Files::isDirectory);
        } catch (IOException e) {
            throw new InputException(own + ": cannot be read: " + e + "; choose another --out", e);
        }
    }

    private static Collection<List<Sequence>> byDataset(List<Sequence> sequences) {
        Map<String, List<Sequence>> byDataset = new LinkedHashMap<>();
        sequences.forEach(sequence -> byDataset
                .computeIfAbsent(sequence.dataset(), name -> new ArrayList<>())
                .add(sequence));
        return byDataset.values();
    }

    private void seen(long frames, Evaluation.Step step) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("stopped");
        }
        tell.accept(new ComparisonEvent.Tracked(frames, step.sequence()));
    }

    private void sayWhatIsMissing(List<Sequence> sequences, List<Sequence> scored) {
        long withheld = sequences.stream()
                .filter(sequence -> !Tracked.scorable(sequence.truth()))
                .count();
        if (withheld > 0) {
            remark(withheld + " sequences have too few known boxes: their results are written, not scored");
        }
        Scoring.undefined(rule, sequences).forEach(this::remark);
        if (scored.isEmpty()) {
            remark("no sequence was scored; result files are in " + folder);
        }
    }

    private void remark(String text) {
        tell.accept(new ComparisonEvent.Remark(text));
    }

    /** Sequences at fault do not keep the others from being tracked and scored, but the call has not succeeded. */
    private static void complain(Standing standing) {
        List<Outcome.Failed> failed = standing.outcomes().stream()
                .filter(Outcome.Failed.class::isInstance)
                .map(Outcome.Failed.class::cast)
                .toList();
        if (!failed.isEmpty()) {
            throw new InputException((failed.size() == 1
                            ? ""
                            : failed.size() + " of " + standing.outcomes().size()
                                    + " sequences were not tracked, first: ")
                    + failed.getFirst().message());
        }
    }

    private void print(List<Standing> standings, List<Sequence> scored) {
        Map<String, List<DatasetScore>> scores = new LinkedHashMap<>();
        List<ScoreTable.Line> lines = new ArrayList<>();
        for (Standing standing : standings) {
            List<DatasetScore> each =
                    Scoring.score(rule, scored, sequence -> standing.results().get(key(sequence)));
            scores.put(standing.name(), each);
            each.forEach(
                    score -> lines.add(new ScoreTable.Line(standing.name(), score, speed(standing, score, scored))));
            ScoreFile.of(standing.name(), each, standing.outcomes())
                    .write(folder.resolve(standing.name()).resolve("summary.json"));
        }
        Standing first = standings.getFirst();
        ScoreFile.of(first.name(), scores.get(first.name()), first.outcomes()).write(folder.resolve("summary.json"));
        tell.accept(new ComparisonEvent.Scored(lines, differences(scores), ModalityTable.of(scores)));
    }

    private static double speed(Standing standing, DatasetScore score, List<Sequence> scored) {
        return Reports.framesPerSecond(scored.stream()
                .filter(sequence -> sequence.dataset().equals(score.name()))
                .map(sequence -> standing.results().get(key(sequence)))
                .toList());
    }

    /** The first tracker against the better of the others on each data set, by mean overlap. */
    private static List<String> differences(Map<String, List<DatasetScore>> scores) {
        List<String> names = List.copyOf(scores.keySet());
        List<String> sentences = new ArrayList<>();
        for (int i = 0; names.size() > 1 && i < scores.get(names.getFirst()).size(); i++) {
            int dataset = i;
            String better = names.stream()
                    .skip(1)
                    .max(Comparator.comparingDouble(
                            name -> scores.get(name).get(dataset).measures().ao()))
                    .orElseThrow();
            DatasetScore first = scores.get(names.getFirst()).get(dataset);
            DatasetScore second = scores.get(better).get(dataset);
            sentences.add(first.name() + ": "
                    + ScoreTable.sentence(
                            names.getFirst(),
                            better,
                            PairedDifference.of(Measure.AO, first.perSequence(), second.perSequence())));
        }
        return sentences;
    }

    private void report(
            List<Contestant> contestants, List<Standing> standings, List<Sequence> scored, String title, Path page) {
        Machine machine = Machine.here();
        List<Report.Fact> facts = new ArrayList<>(List.of(
                new Report.Fact("version", machine.version()),
                new Report.Fact("machine", machine.cpu() + ", " + machine.cores() + " cores"),
                new Report.Fact("backend", backend),
                new Report.Fact("results", folder.toString()),
                new Report.Fact("rule", rule),
                new Report.Fact("data (SHA-256)", Fingerprint.of(scored))));
        List<Reports.Run> runs = new ArrayList<>();
        for (int i = 0; i < standings.size(); i++) {
            Standing standing = standings.get(i);
            Contestant contestant = contestants.get(i);
            contestant
                    .inputs()
                    .forEach((name, value) -> facts.add(new Report.Fact(standing.name() + ": " + name, value)));
            Path own = folder.resolve(standing.name());
            runs.add(new Reports.Run(
                    standing.name(),
                    sequence -> standing.results().get(key(sequence)),
                    sequence -> Optional.of(own.resolve(sequence.dataset())),
                    contestant.parameters()));
        }
        Report report = Reports.of(title, facts, rule, scored, runs);
        report.write(folder.resolve("report.json"));
        HtmlReport.write(report, page);
        remark("report: " + page);
    }
}
