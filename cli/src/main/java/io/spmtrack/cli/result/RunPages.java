package io.spmtrack.cli.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.report.HtmlReport;
import io.spmtrack.eval.report.Report;
import io.spmtrack.eval.report.TrainingRun;
import io.spmtrack.train.RunFolder;
import io.spmtrack.train.log.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Pages of trainings: their curves, and what was tracked at the end. */
public final class RunPages {
    private static final String LOG = "log.jsonl";

    /** A sweep holds folders of runs. */
    private static final int DEPTH = 2;

    private RunPages() {}

    /** Writes the page of a run in its folder. */
    public static void write(RunFolder run) {
        Report report = new Report("SPMTrack, run " + run, List.of(), List.of());
        if (Files.exists(run.best())) {
            Path stored = run.eval()
                    .resolve(Fingerprint.of(run.best()).substring(0, 12))
                    .resolve("report.json");
            report = Files.exists(stored) ? Report.read(stored) : report;
        }
        HtmlReport.write(report, trainings(List.of(run.path())), run.report());
    }

    /**
     * The trainings in folders, by the names of theirs.
     *
     * @throws InputException if one is no folder, or a log is damaged
     */
    static List<TrainingRun> trainings(List<Path> folders) {
        List<Path> logs = new ArrayList<>();
        folders.forEach(folder -> logs.addAll(logs(folder)));
        List<String> names = logs.stream().map(log -> name(log, 1)).toList();
        boolean distinct = names.stream().distinct().count() == names.size();
        List<TrainingRun> trainings = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            trainings.add(RunLog.read(logs.get(i), distinct ? names.get(i) : name(logs.get(i), DEPTH)));
        }
        return trainings;
    }

    /** The last names of the folder of a log. */
    private static String name(Path log, int parts) {
        Path folder = log.toAbsolutePath().normalize().getParent();
        int count = folder.getNameCount();
        return count == 0
                ? folder.toString()
                : folder.subpath(Math.max(0, count - parts), count).toString();
    }

    /** The logs of the runs that a folder is or holds. */
    static List<Path> logs(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": no such folder; name run folders or evaluations");
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> file.endsWith(LOG)).sorted().toList();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be read: " + e, e);
        }
    }
}
