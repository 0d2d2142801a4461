package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.train.JobDisk;
import io.spmtrack.train.JobMemory;
import io.spmtrack.train.RunSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack plan}: what a job needs, before it runs and without reserving its memory. */
@Command(
        name = "plan",
        description =
                "Parameters, multiply-accumulates a frame and memory of a job, before it runs; with --measure also its hours.")
public final class PlanCommand implements Runnable {
    private static final double GIGA = 1e9;
    private static final double MEBI = 1 << 20;
    private static final double HOUR = 3600;
    /** Of the machine, beyond which a measurement may swap. */
    private static final double MOST_MEMORY = 0.75;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Option(names = "--preset", paramLabel = "NAME[,NAME…]", split = ",", description = "Default: tiny.")
    private List<String> presets = new ArrayList<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings from a file: rows key=value, or YAML. Repeatable.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--presets", description = "List all presets with what they need and what was published of them.")
    private boolean list;

    @Option(names = "--json", paramLabel = "FILE", description = "Write it as JSON; - for standard output.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--ranks",
            paramLabel = "R[,R…]",
            split = ",",
            description =
                    "Predict memory, communication and hours of training by so many ranks, each on a machine of its own."
                            + " With train.micro=0 a rank computes its share at once.")
    private List<Integer> ranks = new ArrayList<>();

    @Option(
            names = "--network",
            paramLabel = "GBIT",
            defaultValue = "10",
            description = "Speed of the network between ranks in Gbit/s; default: ${DEFAULT-VALUE}.")
    private double network;

    @Option(
            names = "--gflops",
            paramLabel = "N",
            description =
                    "Speed of each rank's machine in GFLOP/s, as bench train tells it; default: measured here and now.")
    private double gflops;

    @Option(
            names = "--measure",
            paramLabel = "S",
            description =
                    "Measure training steps and samples on this machine, so many seconds each, 10 for example, and as many"
                            + " to warm up, and tell the hours of the whole run and the samples a second it needs.")
    private Optional<Double> measure = Optional.empty();

    @Parameters(paramLabel = "key=value", description = "Settings, e.g. train.batch=8 model.depth=6.")
    private List<String> settings = new ArrayList<>();

    @Override
    public void run() {
        if (list) {
            PresetList.print(console, json);
            return;
        }
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(presets).forEach(overrides::preset);
        files.forEach(overrides::file);
        RunSettings run = overrides.arguments(settings).build();
        if (!ranks.isEmpty()) {
            predict(run);
            return;
        }
        ModelCost cost = ModelCost.of(run.model());
        JobMemory memory = JobMemory.of(run, backends.untested());
        JobDisk disk = JobDisk.of(run);
        Optional<MeasuredPlan> measured = measure.map(seconds -> measured(run, memory, seconds));
        if (!json.map(Console::standardOutput).orElse(false)) {
            print(run, cost, memory, disk, measured);
        }
        json.ifPresent(file -> console.json(file, json(run, cost, memory, disk, measured)));
    }

    private MeasuredPlan measured(RunSettings run, JobMemory memory, double seconds) {
        if (!(seconds > 0 && seconds <= HOUR)) {
            throw new InputException("--measure=" + seconds + ": seconds above 0 and up to " + HOUR + " are expected");
        }
        boolean fits = memory.trainingTotal() <= MOST_MEMORY * machineBytes();
        return MeasuredPlan.of(run, fits, backends.untested(), seconds);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    private static long firstHeap() {
        return Math.max(
                0, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getInit());
    }

    private void predict(RunSettings run) {
        List<RankPlan> plans = RankPlan.of(run, ranks, network, gflops, backends.untested());
        if (!json.map(Console::standardOutput).orElse(false)) {
            console.out().print(RankPlan.table(name(), plans));
            console.out()
                    .println(RankPlan.reservation(gflops, backends.untested().name(), backends.threads(), network));
            console.out().flush();
        }
        json.ifPresent(file -> console.json(file, RankPlan.json(name(), plans)));
    }

    private String name() {
        return presets.isEmpty() ? "tiny" : String.join(",", presets);
    }

    private void print(
            RunSettings run, ModelCost cost, JobMemory memory, JobDisk disk, Optional<MeasuredPlan> measured) {
        TextTable table = new TextTable(1, name(), "")
                .add("parameters", String.format(Locale.ROOT, "%,d", cost.parameters()))
                .add("trained", String.format(Locale.ROOT, "%,d", cost.trainable()))
                .add("G multiply-accumulates a frame", giga(cost.macs().total()))
                .add("  linear layers of the blocks", giga(cost.macs().linear()))
                .add("  attention", giga(cost.macs().attention()))
                .add("  patch embedding", giga(cost.macs().patchEmbed()))
                .add("  heads", giga(cost.macs().heads()));
        if (cost.macs().fusion() > 0) {
            table.add("  fusion of two modalities", giga(cost.macs().fusion()));
        }
        table.add(
                        "G multiply-accumulates a reference that changes",
                        giga(cost.reference().total()))
                .add("G multiply-accumulates a training step, each sample", giga(cost.stepMacs()))
                .add("MiB to track", mebi(memory.tracking()))
                .add("  weights", mebi(memory.weights()))
                .add("  temporaries, inputs, outputs", mebi(memory.inference()))
                .add(
                        "MiB to train, batch " + run.train().batch() + ", "
                                + run.train().microBatch() + " at a time",
                        mebi(memory.trainingTotal()))
                .add("  weights", mebi(memory.weights()))
                .add("  moments and gradients", mebi(memory.optimizer()))
                .add("  temporaries, inputs, outputs", mebi(memory.training()))
                .add("  with train.recompute=block", mebi(memory.recomputingTotal()))
                .add(
                        "MiB of heap for a batch and " + run.train().loaderAhead() + " samples ahead",
                        mebi(memory.samples()))
                .add("MiB of the whole process in training, about", mebi(memory.process(firstHeap())))
                .add("MiB on disk, checkpoints", mebi(disk.most()))
                .add("  of them to go on from", mebi(disk.state()))
                .add("  of them to track with, " + disk.files() + " files", mebi(disk.files() * disk.weights()))
                .add("  of them while one is written", mebi(disk.state()));
        measured.ifPresent(plan -> plan.rows(table, run));
        memory.toTrack().forEach(line -> row(table, "to track: ", line));
        memory.toTrain().forEach(line -> row(table, "to train: ", line));
        console.out().print(table);
        console.out().println("Native memory unless it says otherwise.");
        console.out().flush();
    }

    private static void row(TextTable table, String job, String line) {
        int tab = line.indexOf('\t');
        table.add(job + line.substring(0, tab), line.substring(tab + 1));
    }

    private String json(
            RunSettings run, ModelCost cost, JobMemory memory, JobDisk disk, Optional<MeasuredPlan> measured) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("preset", name());
        root.put("parameters", cost.parameters());
        root.put("trainable", cost.trainable());
        root.put("macs_per_frame", cost.macs().total());
        root.put("macs_per_new_reference", cost.reference().total());
        root.put("macs_per_training_sample", cost.stepMacs());
        root.put("batch", run.train().batch());
        root.putObject("memory")
                .put("inference", memory.tracking())
                .put("training", memory.trainingTotal())
                .put("training_recompute_block", memory.recomputingTotal())
                .put("samples", memory.samples())
                .put("process", memory.process(firstHeap()));
        root.put("disk", disk.most());
        measured.ifPresent(plan -> plan.json(root));
        return root.toPrettyString() + "\n";
    }

    private static String giga(long count) {
        return String.format(Locale.ROOT, "%.3f", count / GIGA);
    }

    private static String mebi(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MEBI);
    }
}
