package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.TestData;
import io.spmtrack.cli.result.WorkspaceScores;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Attributes;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Holm;
import io.spmtrack.eval.metric.Measure;
import io.spmtrack.eval.metric.PairedDifference;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.eval.report.ScoreTable;
import io.spmtrack.eval.result.PairedResults;
import io.spmtrack.eval.result.ResultSet;
import io.spmtrack.eval.result.ScoreFile;
import io.spmtrack.eval.result.Scoring;
import io.spmtrack.model.settings.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spmtrack score}: scores result files of any tracker against annotations; images are not needed. */
@Command(
        name = "score",
        description = {
            "Scores result files (folders or zips, of this or any other tracker) against annotations.",
            "Annotations without images are enough."
        })
public final class ScoreCommand implements Runnable {
    /** Of what is odd about files, before the others are only counted. */
    private static final int WARNINGS = 10;

    @Mixin
    private Console console;

    @Option(names = "--data", paramLabel = "SPEC", description = "The true boxes. Repeatable.")
    private List<String> data = new ArrayList<>();

    @Option(
            names = "--results",
            paramLabel = "PATH",
            description = "Folder or zip of one tracker's result files. Repeatable.")
    private List<Path> results = new ArrayList<>();

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto (the data set's own, plain where it has none), official, plain, otb-matlab, lasot,"
                    + " lasher, rgbt234, visevent, gtot, mini_sot, compatible, strict, got10k, trackingnet.")
    private String rule;

    @Option(names = "--why", paramLabel = "NAME", description = "Show where a tracker fails in this sequence.")
    private Optional<String> why = Optional.empty();

    @Option(
            names = "--compare",
            paramLabel = "PATH",
            description =
                    "Results of another tracker: paired differences with 95 %% intervals and the Wilcoxon signed-rank"
                            + " test, corrected for the number of comparisons. Repeatable.")
    private List<Path> compare = new ArrayList<>();

    @Option(names = "--ceiling", description = "A row of what a tracker that is always right reaches under the rule.")
    private boolean ceiling;

    @Option(
            names = "--rules",
            paramLabel = "A,B",
            description = "How the scores change from one rule to another, one convention at a time.")
    private Optional<String> rules = Optional.empty();

    @Option(
            names = "--attributes",
            paramLabel = "PATH",
            description =
                    "Scores on the sequences of each attribute: a folder or zip with a NAME.txt of 0 and 1 for each.")
    private Optional<Path> attributes = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the scores as JSON; - for standard output.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--vot",
            paramLabel = "DIR",
            description =
                    "Instead of --data and --results: a workspace of the VOT toolkit. EAO, accuracy and robustness of runs"
                            + " from anchors, long-term precision, recall and F.")
    private Optional<Path> vot = Optional.empty();

    /** A tracker's results and scores. */
    private record Scored(String tracker, PairedResults results, List<DatasetScore> scores) {}

    @Override
    public void run() {
        if (vot.isPresent()) {
            requireNothingBesideVot();
            WorkspaceScores.print(vot.get(), json, console);
            return;
        }
        if (data.isEmpty() || results.isEmpty()) {
            throw new InputException("score needs --data and --results, or --vot; see docs/guide/evaluate.md");
        }
        if (json.isPresent() && results.size() > 1) {
            throw new InputException("--json holds the scores of one tracker: give one --results");
        }
        List<Sequence> sequences = annotations();
        List<Scored> scored =
                results.stream().map(path -> scored(path, sequences)).toList();
        if (!json.map(Console::standardOutput).orElse(false)) {
            print(scored, sequences);
        }
        json.ifPresent(file ->
                console.json(file, ScoreFile.of(scored.getFirst().scores()).json()));
    }

    private void requireNothingBesideVot() {
        boolean others = ceiling
                || !rule.equals("auto")
                || !(data.isEmpty() && results.isEmpty() && compare.isEmpty())
                || why.isPresent()
                || rules.isPresent()
                || attributes.isPresent();
        if (others) {
            throw new InputException("--vot takes all from the workspace; leave the options but --json away");
        }
    }

    private List<Sequence> annotations() {
        List<Sequence> sequences = TestData.annotations(data);
        if (sequences.stream().noneMatch(sequence -> Tracked.scorable(sequence.truth()))) {
            throw new InputException(
                    String.join(", ", data) + ": holds no sequence with public boxes to score against");
        }
        return sequences;
    }

    private Scored scored(Path path, List<Sequence> sequences) {
        try {
            ResultSet set = ResultSet.open(path);
            PairedResults files = PairedResults.of(set, sequences);
            Scored scored = new Scored(set.tracker(), files, Scoring.score(rule, sequences, files));
            warn(files.oddities(sequences));
            return scored;
        } catch (InputException e) {
            throw new InputException(e.getMessage() + " (scoring stopped)", e);
        }
    }

    /** Not to standard output, where the JSON may go. */
    private void warn(List<String> oddities) {
        oddities.stream().limit(WARNINGS).forEach(console.errors()::println);
        if (oddities.size() > WARNINGS) {
            console.errors().println("and " + (oddities.size() - WARNINGS) + " more such files; scoring goes on");
        }
        console.errors().flush();
    }

    private void print(List<Scored> scored, List<Sequence> sequences) {
        List<ScoreTable.Line> lines = new ArrayList<>();
        scored.forEach(each ->
                each.scores().forEach(score -> lines.add(new ScoreTable.Line(each.tracker(), score, Double.NaN))));
        if (ceiling) {
            Scoring.score(rule, sequences, Scoring::perfect)
                    .forEach(score -> lines.add(new ScoreTable.Line("(always right)", score, Double.NaN)));
        }
        console.out().print(ScoreTable.of(lines));
        Scoring.undefined(rule, sequences).forEach(console::remark);
        if (scored.size() == 1 && compare.isEmpty() && why.isEmpty() && rules.isEmpty() && attributes.isEmpty()) {
            scored.getFirst().scores().forEach(score -> console.out().print("\n" + ScoreTable.perSequence(score)));
        }
        if (!compare.isEmpty()) {
            compare(
                    scored,
                    compare.stream().map(path -> scored(path, sequences)).toList());
        }
        attributes.ifPresent(path -> byAttribute(path, lines, sequences));
        rules.ifPresent(pair -> scored.forEach(each -> switches(each, pair, sequences)));
        why.ifPresent(name -> scored.forEach(each -> explain(each, name, sequences)));
        console.out().flush();
    }

    private void byAttribute(Path path, List<ScoreTable.Line> lines, List<Sequence> sequences) {
        List<String> datasets =
                sequences.stream().map(Sequence::dataset).distinct().toList();
        if (datasets.size() != 1) {
            throw new InputException("--attributes=" + path + ": are those of one data set, but --data names "
                    + String.join(", ", datasets));
        }
        List<String> names = sequences.stream().map(Sequence::name).toList();
        console.out().print("\n" + ScoreTable.attributes(lines, Attributes.read(path, datasets.getFirst(), names)));
    }

    /** One line of {@link #compare}. */
    private record Compared(String dataset, String first, String second, PairedDifference difference) {
        String sentence(double corrected, boolean several) {
            return dataset + ": "
                    + (several
                            ? ScoreTable.sentence(first, second, difference, corrected)
                            : ScoreTable.sentence(first, second, difference));
        }
    }

    private void compare(List<Scored> scored, List<Scored> others) {
        for (Measure measure : List.of(Measure.AUC, Measure.AO)) {
            List<Compared> compared = new ArrayList<>();
            for (Scored each : scored) {
                others.forEach(other -> compared.addAll(compared(measure, each, other)));
            }
            List<Double> corrected = Holm.adjusted(
                    compared.stream().map(each -> each.difference().pValue()).toList());
            for (int i = 0; i < compared.size(); i++) {
                console.out().println(compared.get(i).sentence(corrected.get(i), compared.size() > 1));
            }
        }
    }

    private static List<Compared> compared(Measure measure, Scored one, Scored other) {
        List<Compared> compared = new ArrayList<>();
        for (int i = 0; i < one.scores().size(); i++) {
            DatasetScore first = one.scores().get(i);
            DatasetScore second = other.scores().get(i);
            compared.add(new Compared(
                    first.name(),
                    one.tracker(),
                    other.tracker(),
                    PairedDifference.of(measure, first.perSequence(), second.perSequence())));
        }
        return compared;
    }

    private void switches(Scored scored, String pair, List<Sequence> sequences) {
        String[] names = pair.split(",", -1);
        if (names.length != 2) {
            throw new InputException("--rules=" + pair + ": two rules are expected, as in --rules plain,official");
        }
        Scoring.between(names[0].strip(), names[1].strip(), sequences, scored.results())
                .forEach((dataset, each) -> console.out()
                        .print("\n" + scored.tracker() + " on " + dataset + "\n"
                                + ScoreTable.switches(names[0].strip(), names[1].strip(), each)));
    }

    private void explain(Scored scored, String name, List<Sequence> sequences) {
        Sequence sequence = sequences.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException("--why=" + name
                        + ": the data have no such sequence, did you mean "
                        + Nearest.of(
                                name, sequences.stream().map(Sequence::name).toList()) + "?"));
        console.out()
                .print("\n"
                        + Failures.text(
                                scored.tracker(), sequence, scored.results().apply(sequence)));
    }
}
