package io.spmtrack.cli;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.result.ResultFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack eval}: tracks the sequences of data sets and scores the results beside the baselines'. */
@Command(
        name = "eval",
        description = {
            "Tracks data sets with trained weights: result files, a table, summary.json and report.html.",
            "An evaluation that was stopped continues where it was."
        })
final class EvalCommand implements Runnable {
    private static final int BASELINES_UP_TO = 100;
    private static final int MOST_RUNS = 999;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Mixin
    private ProfileOptions profile;

    @Mixin
    private WeightsOptions weights;

    @Option(names = "--data", paramLabel = "SPEC", required = true, description = "What to track. Repeatable.")
    private List<String> data = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Default: a folder eval-… beside the weights.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "otb",
            description = "Of result files: otb, got10k, trackingnet, vot, csv, json. Default: ${DEFAULT-VALUE}.")
    private String format;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Runs to write, NAME_001.txt to NAME_00N.txt (format got10k). Tracking has no random element, so all"
                            + " are the same and each sequence is tracked once.")
    private int repeat;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How to score; auto is the data set's own rule, plain where it has none.")
    private String rule;

    @Option(
            names = "--baselines",
            negatable = true,
            description = "Rows of the two baselines; default: up to 100 sequences.")
    private Optional<Boolean> baselines = Optional.empty();

    @Parameters(paramLabel = "key=value", description = "Settings of the tracker, e.g. tracker.window_penalty=0.3.")
    private List<String> settings = new ArrayList<>();

    @Override
    public void run() {
        List<Sequence> sequences = TestData.open(data);
        if (sequences.isEmpty()) {
            throw new InputException(String.join(", ", data) + ": holds no sequences");
        }
        ResultFormat written = ResultFormat.of(format);
        if (repeat < 1 || repeat > MOST_RUNS || (repeat > 1 && written != ResultFormat.GOT10K)) {
            throw new InputException("--repeat=" + repeat + ": a number from 1 to " + MOST_RUNS
                    + " is expected, and more than 1 only with --format got10k, whose files are numbered");
        }
        Backend backend = profile.open(backends);
        try (Interruption interruption = new Interruption();
                Loaded loaded = weights.load(settings, backend)) {
            Path folder = out.orElseGet(() -> besideWeights(loaded));
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(loaded.contestant());
            if (baselines.orElse(sequences.size() <= BASELINES_UP_TO)) {
                contestants.addAll(Contestant.baselines());
            }
            console.remark("weights: " + loaded.file() + "; results: " + folder);
            new Comparison(console, interruption, folder, written, repeat, rule, backend.name())
                    .run(
                            contestants,
                            sequences,
                            "SPMTrack on " + String.join(", ", data),
                            folder.resolve("report.html"));
        } catch (CancellationException e) {
            console.out().println("stopped; what was tracked is kept, the same command continues");
            console.out().flush();
        }
        profile.report(backends, console);
    }

    /** One folder for each data and settings, so that the same call continues and another one starts anew. */
    private Path besideWeights(Loaded loaded) {
        Path parent = folderOf(loaded.file());
        Path base = parent.endsWith("checkpoint") ? folderOf(parent) : parent;
        String what = name(String.join("-", data) + "-" + String.join("-", settings));
        return base.resolve("eval")
                .resolve(what + "-" + Fingerprint.of(loaded.file()).substring(0, 8));
    }

    private static Path folderOf(Path file) {
        return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    }

    private static String name(String text) {
        return text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-.]+|-+$", "");
    }
}
