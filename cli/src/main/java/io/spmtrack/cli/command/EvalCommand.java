package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.job.ComparisonProgress;
import io.spmtrack.cli.job.DealtComparison;
import io.spmtrack.cli.job.Together;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.Place;
import io.spmtrack.cli.options.ProfileOptions;
import io.spmtrack.cli.options.TestData;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.baseline.Baseline;
import io.spmtrack.eval.comparison.Comparison;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.comparison.Shard;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.eval.submission.Server;
import io.spmtrack.eval.submission.ToolkitLayout;
import io.spmtrack.model.track.Lanes;
import io.spmtrack.train.world.Alone;
import io.spmtrack.train.world.World;
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
public final class EvalCommand implements Runnable {
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

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Default: a folder below eval beside the weights, or here with those built in.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description =
                    "Of result files: otb, got10k, trackingnet, vot, csv, json. Default: otb; the server's own for"
                            + " test sets of GOT-10k and TrackingNet.")
    private Optional<String> format = Optional.empty();

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description = "A further tree of results that a toolkit finds by itself: pytracking or got10k.")
    private Optional<String> layout = Optional.empty();

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

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "Track without weights: still, matching or filter (a correlation filter).")
    private Optional<String> baseline = Optional.empty();

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description =
                    "Track part I (from 0) of N and score nothing; the same call without it scores. auto, auto/N: the"
                            + " number of this task in a Slurm array or an indexed Kubernetes job.")
    private Optional<String> shard = Optional.empty();

    @Option(
            names = "--experts",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Look at the experts of the network in every N-th frame, for the report; each look costs one more pass"
                            + " of the network. Default: never.")
    private int experts;

    @Option(names = "--no-score", description = "Write result files only.")
    private boolean noScore;

    @Parameters(paramLabel = "key=value", description = "Settings of the tracker, e.g. tracker.window_penalty=0.3.")
    private List<String> settings = new ArrayList<>();

    @Override
    public void run() {
        Optional<Shard> part = shard.map(text -> Shard.parse(text, System.getenv()));
        if (part.isPresent()) {
            run(new Alone(), part);
        } else {
            Together.run(console, world -> run(world, part));
        }
    }

    private void run(World world, Optional<Shard> part) {
        backends.share(world, Place.all(world));
        List<Sequence> sequences = TestData.open(data);
        if (sequences.isEmpty()) {
            throw new InputException(String.join(", ", data) + ": holds no sequences");
        }
        Modalities.tellNotes(sequences.stream().map(Sequence::frames).toList(), console);
        layout.ifPresent(ToolkitLayout::of);
        ResultFormat written = format.map(ResultFormat::of).orElseGet(() -> usual(sequences));
        if (repeat < 1 || repeat > MOST_RUNS || (repeat > 1 && written != ResultFormat.GOT10K)) {
            throw new InputException("--repeat=" + repeat + ": a number from 1 to " + MOST_RUNS
                    + " is expected, and more than 1 only with --format got10k, whose files are numbered");
        }
        if (experts < 0 || (experts > 0 && baseline.isPresent())) {
            throw new InputException(
                    "--experts=" + experts
                            + ": a number of frames from 1 is expected, 0 for never, and without --baseline, which has no experts");
        }
        Optional<Contestant> plain = baseline.map(Baseline::of).map(each -> Contestant.of(each, backends.threads()));
        try (Interruption interruption = new Interruption()) {
            if (plain.isPresent()) {
                withoutWeights(plain.get(), sequences, new Call(world, part, interruption, written));
            } else {
                withWeights(sequences, new Call(world, part, interruption, written));
            }
        } catch (CancellationException e) {
            console.out().println("stopped; what was tracked is kept, the same command continues");
            console.out().flush();
        }
    }

    /** How an evaluation runs. */
    private record Call(World world, Optional<Shard> part, Interruption interruption, ResultFormat written) {}

    /** Servers want times too, so results for them are kept in their own format. */
    private static ResultFormat usual(List<Sequence> sequences) {
        List<Optional<Server>> servers = sequences.stream()
                .map(sequence -> Server.ofDataset(sequence.dataset()))
                .distinct()
                .toList();
        return servers.size() == 1
                ? servers.getFirst()
                        .map(server -> switch (server) {
                            case GOT10K -> ResultFormat.GOT10K;
                            case TRACKINGNET -> ResultFormat.TRACKINGNET;
                        })
                        .orElse(ResultFormat.OTB)
                : ResultFormat.OTB;
    }

    private void withWeights(List<Sequence> sequences, Call call) {
        Backend backend = profile.open(backends);
        try (Loaded loaded = experts > 0 ? weights.explaining(settings, backend) : weights.load(settings, backend);
                Lanes lanes = lanes(loaded, sequences)) {
            Path folder = out.orElseGet(() -> besideWeights(loaded));
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(loaded.contestant(lanes));
            if (baselines.orElse(sequences.size() <= BASELINES_UP_TO)) {
                contestants.addAll(Contestant.baselines(backends.threads()));
            }
            console.remark("weights: " + loaded.origin() + "; results: " + folder);
            compare(contestants, sequences, call, backend.name(), folder);
        }
        profile.report(backends, console);
    }

    private Lanes lanes(Loaded loaded, List<Sequence> sequences) {
        Lanes lanes = profile.asked() || experts > 0 ? Lanes.one(loaded.session()) : loaded.lanes(backends, sequences);
        if (lanes.count() > 1) {
            console.remark(lanes.count() + " sequences at a time, on one thread each");
        }
        return lanes;
    }

    private void withoutWeights(Contestant only, List<Sequence> sequences, Call call) {
        if (!settings.isEmpty()) {
            throw new InputException(
                    settings.getFirst() + ": a tracker without weights has no settings; leave it or --baseline away");
        }
        Path folder = out.orElseGet(() -> Path.of("eval", only.name() + "-" + name(String.join("-", data))));
        console.remark("results: " + folder);
        compare(List.of(only), sequences, call, "none", folder);
    }

    private void compare(
            List<Contestant> contestants, List<Sequence> sequences, Call call, String backend, Path folder) {
        Comparison comparison = new Comparison(
                new ComparisonProgress(console),
                call.interruption()::requested,
                new Comparison.Output(folder, call.written(), repeat, layout.map(ToolkitLayout::of), experts),
                rule,
                backend);
        DealtComparison dealt = new DealtComparison(comparison, contestants, sequences);
        if (call.part().isPresent()) {
            comparison.track(contestants, sequences, call.part().get());
        } else if (noScore) {
            dealt.track(call.world());
        } else {
            dealt.run(call.world(), "SPMTrack on " + String.join(", ", data), folder.resolve("report.html"));
            return;
        }
        console.remark(
                "nothing is scored: the same call without --shard and --no-score does, once all parts are there");
    }

    /** One folder for each data and settings, so that the same call continues and another one starts anew. */
    private Path besideWeights(Loaded loaded) {
        Path parent = loaded.builtIn() ? Path.of("") : folderOf(loaded.file());
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
