package io.spmtrack.cli.result;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.TestData;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Attributes;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.comparison.Machine;
import io.spmtrack.eval.report.HtmlReport;
import io.spmtrack.eval.report.Report;
import io.spmtrack.eval.report.Reports;
import io.spmtrack.eval.report.TrainingRun;
import io.spmtrack.eval.result.PairedResults;
import io.spmtrack.eval.result.ResultSet;
import io.spmtrack.eval.result.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack report}: one HTML file of several runs, evaluations or folders of result files. */
@Command(
        name = "report",
        description = {
            "One HTML file of several runs and evaluations: curves of trainings over each other, and what was tracked.",
            "Run folders hold a log, which may still grow, evaluations a report.json; with --data, folders and zips of"
                    + " result files of any tracker will do."
        })
public final class ReportCommand implements Runnable {
    private static final String STORED = "report.json";
    private static final int DEPTH = 4;
    private static final double MOST_MILLIONS = 1e9;

    @Mixin
    private Console console;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Run folders, evaluations or result files.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--data", paramLabel = "SPEC", description = "True boxes for plain result files. Repeatable.")
    private List<String> data = new ArrayList<>();

    @Option(names = "--rule", paramLabel = "NAME", defaultValue = "auto", description = "How to score plain results.")
    private String rule;

    @Option(
            names = "--attributes",
            paramLabel = "PATH",
            description =
                    "Radar, table and curves by attribute: a folder or zip with a NAME.txt of 0 and 1 for each sequence of"
                            + " the one data set.")
    private Optional<Path> attributes = Optional.empty();

    @Option(
            names = "--parameters",
            paramLabel = "TRACKER=MILLIONS",
            description = "Size of a tracker's network, for AUC against parameters. Repeatable.")
    private Map<String, Double> parameters = new LinkedHashMap<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "The page to write. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        List<TrainingRun> trainings = data.isEmpty() ? RunPages.trainings(folders) : List.of();
        List<Report> reports = data.isEmpty() ? stored() : List.of(scored());
        Report report = switch (reports.size()) {
            case 0 -> new Report("SPMTrack: trainings", List.of(), List.of());
            case 1 -> reports.getFirst();
            default -> Reports.merged("SPMTrack: several runs", reports);
        };
        report = sized(attributes.isPresent() ? withAttributes(report, attributes.get()) : report);
        HtmlReport.write(report, trainings, out);
        console.out()
                .println(out + ": " + (trainings.isEmpty() ? "" : trainings.size() + " trainings, ")
                        + report.datasets().stream()
                                .mapToInt(dataset -> dataset.clips().size())
                                .sum() + " sequences of " + report.datasets().size() + " data sets");
        console.out().flush();
    }

    private static Report withAttributes(Report report, Path path) {
        if (report.datasets().size() != 1) {
            throw new InputException("--attributes=" + path + ": are those of one data set, but the report has "
                    + report.datasets().size());
        }
        Report.Dataset dataset = report.datasets().getFirst();
        List<String> names = dataset.clips().stream().map(Report.Clip::sequence).toList();
        Attributes read = Attributes.read(path, dataset.name(), names);
        return new Report(report.title(), report.facts(), List.of(dataset.with(read.sequences())));
    }

    private Report sized(Report report) {
        Set<String> unknown = new TreeSet<>(parameters.keySet());
        List<Report.Dataset> datasets = report.datasets().stream()
                .map(dataset -> dataset.of(dataset.trackers().stream()
                        .map(entry -> sized(entry, unknown))
                        .toList()))
                .toList();
        if (!unknown.isEmpty()) {
            throw new InputException("--parameters=" + String.join(",", unknown) + ": no such tracker in the report");
        }
        return new Report(report.title(), report.facts(), datasets);
    }

    private Report.Entry sized(Report.Entry entry, Set<String> unknown) {
        if (!parameters.containsKey(entry.tracker())) {
            return entry;
        }
        unknown.remove(entry.tracker());
        double millions = parameters.get(entry.tracker());
        if (!(millions > 0 && millions < MOST_MILLIONS)) {
            throw new InputException(
                    "--parameters=" + entry.tracker() + "=" + millions + ": a number of millions above 0 is expected");
        }
        return entry.with(Math.round(millions * 1e6));
    }

    private List<Report> stored() {
        List<Report> reports = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> found = stored(folder);
            if (found.isEmpty() && RunPages.logs(folder).isEmpty()) {
                throw new InputException(folder + ": holds no training (no log.jsonl) and no evaluation (no " + STORED
                        + "); for result files name the true boxes with --data");
            }
            found.stream().map(Report::read).forEach(reports::add);
        }
        return reports;
    }

    private static List<Path> stored(Path folder) {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> file.endsWith(STORED)).sorted().toList();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be read: " + e, e);
        }
    }

    /** Annotations alone are enough for a page without pictures. */
    private List<Sequence> sequences() {
        try {
            return TestData.open(data);
        } catch (InputException e) {
            List<Sequence> sequences = TestData.annotations(data);
            console.remark("no pictures in the page: " + e.getMessage());
            return sequences;
        }
    }

    private Report scored() {
        List<Sequence> sequences = sequences();
        Scoring.undefined(rule, sequences).forEach(console::remark);
        List<Reports.Run> runs = new ArrayList<>();
        for (Path folder : folders) {
            ResultSet results = ResultSet.open(folder);
            PairedResults paired = PairedResults.of(results, sequences);
            runs.add(new Reports.Run(results.tracker(), paired, paired::folder, 0));
        }
        List<Report.Fact> facts = new ArrayList<>(List.of(
                new Report.Fact("version", Machine.here().version()),
                new Report.Fact("rule", rule),
                new Report.Fact("data (SHA-256)", Fingerprint.of(sequences))));
        for (int i = 0; i < folders.size(); i++) {
            if (Files.isRegularFile(folders.get(i))) {
                facts.add(
                        new Report.Fact(runs.get(i).tracker() + ": results (SHA-256)", Fingerprint.of(folders.get(i))));
            }
        }
        return Reports.of("Results on " + String.join(", ", data), facts, rule, sequences, runs);
    }
}
