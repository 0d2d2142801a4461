package io.spmtrack.cli.train;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.weights.BuiltIn;
import io.spmtrack.train.RunFolder;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say what is trained and in which folder. */
final class RunOptions {
    private static final long FIRST_SEED = 42;
    private static final String SMALLEST = "tiny";
    private static final String PAIR = "sdmoe";
    private static final String SHORT_PAIR = "sdmoe-minutes";

    @Option(
            names = "--preset",
            paramLabel = "NAME[,NAME…]",
            split = ",",
            description =
                    "tiny (default), small-cpu, small, base, large, giant; got10k; odtrack-b; sdmoe and sdmoe-minutes; variants of the paper such as table6-3. The later ones win.")
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
            names = "--config",
            paramLabel = "FILE",
            description = "Settings from a file: rows key=value, or YAML. Repeatable.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of every random decision (train.seed).")
    private Optional<Long> seed = Optional.empty();

    @Parameters(paramLabel = "key=value", description = "Settings that win over presets and files.")
    private List<String> settings = new ArrayList<>();

    /** Options from the command line. */
    RunOptions() {}

    /** One training of a sweep; a folder that holds a run is gone on with. */
    private RunOptions(RunOptions common, SweepRow row, long seed, RunFolder folder) {
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

    /** The same for one training of a sweep. */
    RunOptions of(SweepRow row, long seed, RunFolder folder) {
        return new RunOptions(this, row, seed, folder);
    }

    /** What is the same for all trainings of a sweep. */
    List<String> common() {
        List<String> common = new ArrayList<>();
        data.forEach(spec -> common.add("--data=" + spec));
        val.forEach(spec -> common.add("--val=" + spec));
        test.forEach(spec -> common.add("--test=" + spec));
        files.forEach(file -> common.add("--config=" + file));
        common.addAll(settings);
        return common;
    }

    List<String> presets() {
        return presets;
    }

    /** The presets in one word. */
    String name() {
        return presets.isEmpty() ? SMALLEST : String.join("-", presets);
    }

    long firstSeed() {
        return seed.orElse(FIRST_SEED);
    }

    boolean resumes() {
        return resume.isPresent();
    }

    Optional<Path> out() {
        return out;
    }

    /** The run to go on with. */
    Optional<RunFolder> earlier() {
        return resume.map(dir -> dir.isEmpty() ? RunFolder.newest() : RunFolder.existing(Path.of(dir)));
    }

    /** The folder of a new run. */
    RunFolder fresh() {
        return out.isPresent() ? RunFolder.unused(out.get()) : RunFolder.fresh(name());
    }

    /**
     * Presets, or the run that is continued; then files; then the command line.
     *
     * @param from whether the weights to begin with are named
     * @throws InputException if options contradict each other, or a value is wrong
     */
    Overrides<RunSettings> overrides(Optional<RunFolder> earlier, World world, boolean from) {
        if (earlier.isPresent() && (!presets.isEmpty() || out.isPresent())) {
            throw new InputException(
                    "--resume continues a run with its own settings and folder;" + " leave --preset and --out out");
        }
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(from ? presets : onTheBox()).forEach(overrides::preset);
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
        deal(overrides, world);
        return overrides;
    }

    /** A second modality in minutes needs a tracker to stand on: the one in the box, though that is not as small as tiny. */
    private List<String> onTheBox() {
        boolean sized = presets.stream()
                .anyMatch(name -> !name.equals(SMALLEST) && Preset.of(name).sized());
        return sized || !presets.contains(PAIR)
                ? presets
                : Stream.concat(
                                Stream.of(BuiltIn.PRESET),
                                presets.stream()
                                        .filter(name -> !name.equals(SMALLEST))
                                        .map(name -> name.equals(PAIR) ? SHORT_PAIR : name))
                        .toList();
    }

    /** With several ranks and no size of micro-batches each rank computes its share of the batch at once. */
    private void deal(Overrides<RunSettings> overrides, World world) {
        RunSettings run = overrides.build();
        int batch = run.train().batch();
        boolean whole = run.train().micro() == 0 && resume.isEmpty();
        if (world.size() > 1 && whole && batch % world.size() == 0) {
            overrides.set("train.micro", batch / world.size(), "the number of ranks");
        }
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
            overrides.set("data.test", pairs.stream().map(RunOptions::heldOut).toList(), "the training data");
        }
    }

    /** The first sequences of the world of generated pairs that training does not see. */
    private static String heldOut(String pairs) {
        String options = Arrays.stream(pairs.substring(pairs.indexOf('?') + 1).split("&", -1))
                .filter(option -> !option.matches("(split|limit|weight)=.*"))
                .collect(Collectors.joining("&"));
        return "synthetic:?" + options + "&split=test&limit=105";
    }
}
