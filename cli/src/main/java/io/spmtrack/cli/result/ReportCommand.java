package io.spmtrack.cli.result;

import io.spmtrack.cli.command.TestData;
import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.report.HtmlReport;
import io.spmtrack.eval.report.Report;
import io.spmtrack.eval.report.Reports;
import io.spmtrack.eval.result.PairedResults;
import io.spmtrack.eval.result.ResultSet;
import io.spmtrack.eval.result.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack report}: one HTML file of several runs, evaluations or folders of result files. */
@Command(
        name = "report",
        description = {
            "One HTML file of several runs and evaluations.",
            "Run folders and evaluations hold a report.json; with --data, folders and zips of result files of any"
                    + " tracker will do."
        })
public final class ReportCommand implements Runnable {
    private static final String STORED = "report.json";
    private static final int DEPTH = 4;

    @Mixin
    private Console console;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Run folders, evaluations or result files.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--data", paramLabel = "SPEC", description = "True boxes for plain result files. Repeatable.")
    private List<String> data = new ArrayList<>();

    @Option(names = "--rule", paramLabel = "NAME", defaultValue = "auto", description = "How to score plain results.")
    private String rule;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "The page to write. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        List<Report> reports = data.isEmpty() ? stored() : List.of(scored());
        Report report = reports.size() == 1 ? reports.getFirst() : Reports.merged("SPMTrack: several runs", reports);
        HtmlReport.write(report, out);
        console.out()
                .println(out + ": "
                        + report.datasets().stream()
                                .mapToInt(dataset -> dataset.clips().size())
                                .sum() + " sequences of " + report.datasets().size() + " data sets");
        console.out().flush();
    }

    private List<Report> stored() {
        List<Report> reports = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new InputException(folder + ": no such folder; name run folders or evaluations");
            }
            List<Path> found = stored(folder);
            if (found.isEmpty()) {
                throw new InputException(folder + ": holds no evaluation (no " + STORED
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

    private Report scored() {
        List<Sequence> sequences = TestData.open(data);
        Scoring.undefined(rule, sequences).forEach(console::remark);
        List<Reports.Run> runs = new ArrayList<>();
        for (Path folder : folders) {
            ResultSet results = ResultSet.open(folder);
            runs.add(new Reports.Run(results.tracker(), PairedResults.of(results, sequences)));
        }
        return Reports.of("Results on " + String.join(", ", data), List.of(), rule, sequences, runs);
    }
}
