package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.DataProgress;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.console.Progress;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.Place;
import io.spmtrack.cli.options.ProfileOptions;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.comparison.Comparison;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.comparison.Machine;
import io.spmtrack.eval.comparison.Provenance;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.settings.SettingFile;
import io.spmtrack.model.track.Lanes;
import io.spmtrack.model.weights.BuiltIn;
import io.spmtrack.model.weights.PublishedBackbone;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.train.Replay;
import io.spmtrack.train.RunFolder;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.Trainer;
import io.spmtrack.train.TrainingData;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.world.Agreement;
import io.spmtrack.train.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack train}: trains a tracker in a folder of its own, then puts it beside the baselines. */
@Command(
        name = "train",
        description = {
            "Trains a tracker. Without arguments: a small one on synthetic sequences, in minutes.",
            "Any setting can be given as key=value, for example optimizer.lr=5e-5 train.steps=2000;"
                    + " --print-config lists them."
        })
public final class TrainCommand implements Runnable {
    private static final long FIRST_SEED = 42;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Mixin
    private ProfileOptions profile;

    @Mixin
    private SweepOptions sweep;

    @Option(
            names = "--preset",
            paramLabel = "NAME[,NAME…]",
            split = ",",
            description =
                    "tiny (default), small-cpu, small, base, large, giant; got10k; variants of the paper such as table6-3. The later ones win.")
    private List<String> presets = new ArrayList<>();

    @Option(names = "--data", paramLabel = "SPEC", description = "Train on this, e.g. otb:DIR, synthetic:. Repeatable.")
    private List<String> data = new ArrayList<>();

    @Option(
            names = "--val",
            paramLabel = "SPEC",
            description = "Choose the best weights on this; default: the training data's own split, or itself.")
    private List<String> val = new ArrayList<>();

    @Option(names = "--test", paramLabel = "SPEC", description = "Track this at the end, beside two baselines.")
    private List<String> test = new ArrayList<>();

    @Option(
            names = "--backbone",
            paramLabel = "FILE",
            description =
                    "Pretrained DINOv2 weights to begin with; presets base, large and giant need them. Default: the"
                            + " published file in the folder weights.")
    private Optional<Path> backbone = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Trained weights to begin with, of a model of the same sizes; the run and its rates start anew.")
    private Optional<Path> from = Optional.empty();

    @Option(names = "--out", paramLabel = "DIR", description = "The run's folder; default: runs/<preset>-<time>.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            arity = "0..1",
            fallbackValue = "",
            description = "Continue the run in this folder, or the newest one under runs.")
    private Optional<String> resume = Optional.empty();

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description =
                    "Do a step again that a run left out in its folder blackbox, name the op that is to blame, stop.")
    private Optional<Path> replay = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings from a file: rows key=value, or YAML. Repeatable.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of every random decision (train.seed).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--print-config", description = "Print every setting and where it came from, and stop.")
    private boolean printConfig;

    @Parameters(paramLabel = "key=value", description = "Settings that win over presets and files.")
    private List<String> settings = new ArrayList<>();

    /** Options from the command line. */
    public TrainCommand() {}

    /** One training of a sweep; a folder that holds a run is gone on with. */
    private TrainCommand(TrainCommand common, SweepRow row, long seed, RunFolder folder) {
        console = common.console;
        backends = common.backends;
        profile = common.profile;
        sweep = new SweepOptions();
        backbone = common.backbone;
        from = common.from;
        if (Files.exists(folder.config())) {
            resume = Optional.of(folder.path().toString());
            return;
        }
        out = Optional.of(folder.path());
        presets = row.presets();
        data = common.data;
        val = common.val;
        test = common.test;
        files = common.files;
        this.seed = Optional.of(seed);
        settings =
                Stream.concat(common.settings.stream(), row.settings().stream()).toList();
    }

    @Override
    public void run() {
        try (Interruption interruption = new Interruption()) {
            Together.run(console, world -> {
                if (replay.isPresent()) {
                    replay(replay.get());
                } else if (sweep.asked() && !printConfig) {
                    sweep(world, interruption);
                } else {
                    train(world, interruption);
                }
            });
        }
    }

    private void replay(Path file) {
        Replay found = Replay.of(file, profile.open(backends));
        console.out().println("step " + found.step() + ", seed " + found.seed());
        found.suspects().forEach(console.out()::println);
        console.out().flush();
        console.out()
                .println(found.culprit()
                        .map(culprit -> "first not finite: " + culprit)
                        .orElseThrow(() -> new InputException(file + ": every result of this step is finite here: it"
                                + " ran on another backend or machine, or something broke for a moment")));
        console.out().flush();
    }

    private void sweep(World world, Interruption interruption) {
        if (world.size() > 1) {
            throw new InputException("--sweep and --seeds train one after the other in one process; start them without"
                    + " a launcher of ranks, or a training for each");
        }
        if (resume.isPresent()) {
            throw new InputException("--resume: a sweep goes on by itself, with the same command; leave it out");
        }
        List<SweepRow> rows = sweep.rows(presets);
        rows.forEach(row -> new TrainCommand(this, row, 0, new RunFolder(Path.of("")))
                .overrides(Optional.empty())
                .build());
        new Sweep(console, out.orElseGet(() -> sweep.folder(presets)))
                .run(
                        rows,
                        sweep.seeds(),
                        seed.orElse(FIRST_SEED),
                        common(),
                        (row, number, folder) ->
                                new TrainCommand(this, row, number, folder).train(world, interruption));
    }

    /** What is the same for all trainings of a sweep. */
    private List<String> common() {
        List<String> common = new ArrayList<>();
        data.forEach(spec -> common.add("--data=" + spec));
        val.forEach(spec -> common.add("--val=" + spec));
        test.forEach(spec -> common.add("--test=" + spec));
        files.forEach(file -> common.add("--config=" + file));
        common.addAll(settings);
        return common;
    }

    /** @return whether it came to its end, not to a stop by the user */
    private boolean train(World world, Interruption interruption) {
        Optional<RunFolder> earlier = resume.map(dir -> dir.isEmpty() ? RunFolder.newest() : continued(dir));
        Overrides<RunSettings> overrides = overrides(earlier);
        RunSettings run = dealt(overrides, world);
        if (printConfig) {
            console.out().print(overrides.print());
            console.out().flush();
            return true;
        }
        boolean begins = earlier.isEmpty() || !Files.exists(earlier.get().state());
        if (begins && !run.model().scratch() && from.isEmpty()) {
            begin(run);
        }
        backends.requireTraining();
        if (!backends.onDevice()) {
            Room.here(world.localSize(), world.size()).require(run, backends.untested());
        }
        RunFolder folder = new RunFolder(
                Path.of(world.first(() -> earlier.orElseGet(this::newFolder).toString())));
        index(run, world);
        List<Place> places = Place.all(world);
        backends.share(world, places);
        Backend backend = profile.open(backends);
        Job job = new Job(run, folder, backend, world, JobFacts.inputs(run, world, places, backends.threads()));
        Agreement.require(world, JobFacts.common(run, job.inputs(), backend));
        List<Sequence> held = TestData.open(run.data().test());
        boolean finished = train(job, earlier.isPresent(), interruption);
        world.await(); // the first rank may still be writing
        if (finished && !held.isEmpty()) {
            finished = evaluate(job, held, interruption);
        } else if (finished) {
            console.remark(
                    "no --test data: see how it tracks with  spmtrack eval --data SPEC --weights " + folder.best());
        }
        profile.report(backends, console);
        return finished;
    }

    /** What a run begins with that names nothing: a second modality's with the tracker in the box, others with their backbone. */
    private void begin(RunSettings run) {
        if (run.model().train() == ModelSettings.Train.PAIR && !run.weights().random()) {
            from = Optional.of(fitting(run));
            console.remark(
                    "frozen tracker: the one in the box, of preset " + BuiltIn.PRESET + "; name another with --from");
        } else {
            backbone = pretrained(run);
        }
    }

    /** The tracker in the box, where a model can stand on it. */
    private static Path fitting(RunSettings run) {
        Path file = BuiltIn.file();
        try (Model _ =
                Weights.load(file, Optional.empty(), Optional.of(run.model().frozenTracker()))) {
            return file;
        } catch (InputException e) {
            throw new InputException(
                    "a second modality needs a trained tracker below it, and the one in the box is of another size than"
                            + " this model: use --preset " + BuiltIn.PRESET + ",sdmoe, or name a tracker of this size"
                            + " with --from FILE",
                    e);
        }
    }

    /** The backbone that training leaves as it is: named, or where it belongs; none where that is asked for. */
    private Optional<Path> pretrained(RunSettings run) {
        Optional<PublishedBackbone> published = PublishedBackbone.of(run.model());
        Optional<Path> file = backbone.or(
                () -> run.weights().random() ? Optional.empty() : published.flatMap(PublishedBackbone::found));
        if (file.isEmpty() && !run.weights().random()) {
            throw new InputException("model.train=adapters leaves a pretrained backbone as it is, and there is none: "
                    + published
                            .map(PublishedBackbone::request)
                            .orElse("name its DINOv2 file with --backbone FILE, or train all weights with"
                                    + " model.train=full"));
        }
        console.remark(file.map(path -> "backbone: " + path)
                .orElse("backbone: random, so what is trained on it cannot track"));
        return file;
    }

    /**
     * A run in its folder.
     *
     * @param inputs what its results depend on, for the provenance
     */
    private record Job(RunSettings run, RunFolder folder, Backend backend, World world, Map<String, String> inputs) {}

    /** The first rank indexes the data, then the others find the index. */
    private void index(RunSettings run, World world) {
        if (world.writes()) {
            try (DataProgress indexing = new DataProgress(console)) {
                TrainingData.index(run, indexing);
            }
        }
        world.await();
    }

    /** With several ranks and no size of micro-batches each rank computes its share of the batch at once. */
    private RunSettings dealt(Overrides<RunSettings> overrides, World world) {
        RunSettings run = overrides.build();
        int batch = run.train().batch();
        boolean whole = run.train().micro() == 0 && resume.isEmpty();
        if (world.size() == 1 || !whole || batch % world.size() != 0) {
            return run;
        }
        overrides.set("train.micro", batch / world.size(), "the number of ranks");
        return overrides.build();
    }

    private static RunFolder continued(String dir) {
        return RunFolder.existing(Path.of(dir));
    }

    private RunFolder newFolder() {
        return out.isPresent() ? RunFolder.unused(out.get()) : RunFolder.fresh(name());
    }

    private String name() {
        return presets.isEmpty() ? "tiny" : String.join("-", presets);
    }

    /** Presets, or the run that is continued; then files; then the command line. */
    private Overrides<RunSettings> overrides(Optional<RunFolder> earlier) {
        if (earlier.isPresent() && (!presets.isEmpty() || out.isPresent())) {
            throw new InputException(
                    "--resume continues a run with its own settings and folder;" + " leave --preset and --out out");
        }
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(presets).forEach(overrides::preset);
        earlier.ifPresent(folder -> overrides.complete(folder.config()));
        files.forEach(overrides::file);
        overrides.option("data.train", data, "--data");
        overrides.option("data.val", val, "--val");
        overrides.option("data.test", test, "--test");
        seed.ifPresent(number -> overrides.set("train.seed", number, "--seed"));
        overrides.arguments(settings);
        if (earlier.isEmpty() && overrides.asked("data.train")) {
            followTrainingData(overrides);
        }
        return overrides;
    }

    /** Who names training data but nothing to validate or test on does not mean the synthetic defaults. */
    private static void followTrainingData(Overrides<RunSettings> overrides) {
        if (!overrides.asked("data.val")) {
            overrides.set("data.val", overrides.value("data.train"), "the training data");
        }
        List<String> trained = ((List<?>) overrides.value("data.train"))
                .stream().map(Object::toString).toList();
        List<String> pairs =
                trained.stream().filter(spec -> spec.contains("modality=")).toList();
        if (overrides.asked("data.test")) {
            return;
        }
        if (!trained.stream().allMatch(spec -> spec.startsWith("synthetic"))) {
            overrides.set("data.test", List.of(), "no --test");
        } else if (!pairs.isEmpty()) {
            overrides.set("data.test", pairs.stream().map(TrainCommand::heldOut).toList(), "the training data");
        }
    }

    /** The first sequences of the world of generated pairs that training does not see. */
    private static String heldOut(String pairs) {
        String options = Arrays.stream(pairs.substring(pairs.indexOf('?') + 1).split("&", -1))
                .filter(option -> !option.matches("(split|limit|weight)=.*"))
                .collect(Collectors.joining("&"));
        return "synthetic:?" + options + "&split=test&limit=60";
    }

    /** @return whether training came to its end, not to a stop by the user */
    private boolean train(Job job, boolean resumed, Interruption interruption) {
        RunFolder folder = job.folder();
        try (Trainer trainer = new Trainer(job.run(), folder, job.backend(), job.world())) {
            if (resumed) {
                trainer.resume();
            }
            if (trainer.done() == 0) {
                backbone.ifPresent(trainer::backbone);
                from.ifPresent(trainer::begin);
            }
            if (job.world().writes()) {
                SettingFile.write(folder.config(), RunSettings.KEYS, job.run());
                provenance(job).write(folder.provenance());
            }
            introduce(job, trainer);
            TrainingProgress progress = new TrainingProgress(console, job.run().train());
            trainer.run(progress, interruption::requested);
            if (!job.world().writes()) {
                return progress.reason() != TrainingEvent.Reason.ASKED;
            }
            if (Files.exists(folder.best())) {
                job.inputs().put("weights", Fingerprint.of(folder.best()));
                provenance(job).write(folder.provenance());
            }
            return ended(progress.reason(), trainer.done(), folder);
        }
    }

    private boolean ended(TrainingEvent.Reason reason, long step, RunFolder folder) {
        if (reason != TrainingEvent.Reason.ASKED && !Files.exists(folder.best())) {
            throw new IllegalStateException("trained " + step + " steps, but " + folder.best()
                    + " is not there: the loss in validation never was a number; lower optimizer.lr");
        }
        switch (reason) {
            case DONE -> console.remark("trained " + step + " steps; the best weights are in " + folder.best());
            case TIME ->
                console.remark("trained " + step + " steps, as many as train.minutes allows; the best weights are in "
                        + folder.best());
            case ASKED -> {
                console.out()
                        .println("stopped after step " + step + ", everything is saved; continue with  spmtrack"
                                + " train --resume " + folder.typed());
                console.out().flush();
            }
        }
        return reason != TrainingEvent.Reason.ASKED;
    }

    private void introduce(Job job, Trainer trainer) {
        RunSettings run = job.run();
        ModelCost cost = ModelCost.of(run.model());
        console.remark(String.format(
                Locale.ROOT,
                "%s: %,d parameters, %,d of them trained; %.3f G multiply-accumulates a frame; backend %s",
                resume.isPresent() ? "resumed" : "preset " + name(),
                cost.parameters(),
                cost.trainable(),
                cost.macs().total() / 1e9,
                job.backend().name()));
        if (job.world().size() > 1) {
            console.remark("ranks: " + JobFacts.ranks(job.inputs()) + "; train.micro="
                    + run.train().micro());
        }
        console.remark("data: " + String.join(", ", run.data().train()) + "; validation: "
                + String.join(", ", run.data().val()) + "; test: "
                + (run.data().test().isEmpty()
                        ? "none"
                        : String.join(", ", run.data().test())));
        console.remark(
                "folder: " + job.folder() + (trainer.done() > 0 ? ", continuing after step " + trainer.done() : ""));
        if (run.train().minutes() > 0) {
            console.remark("ends after " + run.train().steps() + " steps or "
                    + Progress.text(Duration.ofSeconds((long) (60 * run.train().minutes()))) + " minutes");
        }
    }

    private static Provenance provenance(Job job) {
        return new Provenance(Machine.here(), job.backend().name(), job.inputs());
    }

    /** @return whether all was tracked */
    private boolean evaluate(Job job, List<Sequence> held, Interruption interruption) {
        RunFolder folder = job.folder();
        Backend backend = job.backend();
        Path results = folder.eval().resolve(Fingerprint.of(folder.best()).substring(0, 12));
        try (Loaded loaded = new WeightsOptions(folder.best()).load(List.of(), backend)) {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(loaded.contestant(Lanes.one(loaded.session())));
            contestants.addAll(Contestant.baselines(1));
            Comparison comparison = new Comparison(
                    new ComparisonProgress(console),
                    interruption::requested,
                    new Comparison.Output(results, ResultFormat.CSV),
                    "auto",
                    backend.name());
            new DealtComparison(comparison, contestants, held)
                    .run(job.world(), "SPMTrack, run " + folder, folder.report());
            return true;
        } catch (CancellationException e) {
            console.out()
                    .println("stopped; what was tracked is kept: continue with  spmtrack train --resume "
                            + folder.typed());
            return false;
        }
    }
}
