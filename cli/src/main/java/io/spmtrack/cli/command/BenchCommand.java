package io.spmtrack.cli.command;

import io.spmtrack.bench.FrameRun;
import io.spmtrack.bench.JpegClips;
import io.spmtrack.bench.OpKind;
import io.spmtrack.bench.OpRun;
import io.spmtrack.bench.PeakMemory;
import io.spmtrack.bench.SampleRun;
import io.spmtrack.bench.Shapes;
import io.spmtrack.bench.Stopwatch;
import io.spmtrack.bench.Timing;
import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.cpu.measure.Clock;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.weights.BuiltIn;
import io.spmtrack.model.weights.ModelFile;
import io.spmtrack.train.OneBatch;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.TrainingData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack bench}: how fast this machine runs a model's ops, frames, training steps and data. */
@Command(
        name = "bench",
        description = {
            "Times a model's ops, tracking, training and data on this machine.",
            "Each stands beside what the machine can do at that moment, and is timed only after its results were",
            "compared with the reference. docs/performance.md explains the tables. Vector widths: SPMTRACK_JVM_FLAGS=-Dlanes=256 (or 512, 128)."
        })
public final class BenchCommand implements Runnable {
    /** What can be timed. */
    private enum Part {
        OPS,
        MODEL,
        TRAIN,
        DATA,
        START
    }

    private static final int START_RUNS = 5;
    private static final int START_FRAMES = 200;

    /** Of networks with more multiply-accumulates a frame than this. */
    private static final int FEW_FRAMES = 8;

    private static final long LARGE = 10_000_000_000L;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Option(names = "--preset", paramLabel = "NAME", description = "tiny, small-cpu, base (default), large, giant.")
    private String preset = "base";

    @Option(names = "--batch", paramLabel = "N", description = "Samples at a time in ops and train. Default: 1.")
    private int batch = 1;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Time for each row, half of it to warm up; at least three runs are timed. Default: 4.")
    private double seconds = 4;

    @Option(names = "--profile", description = "The steps of frame and training step one by one, not just by kind.")
    private boolean profile;

    @Option(names = "--json", paramLabel = "FILE", description = "Write it as JSON; - for standard output.")
    private Optional<Path> json = Optional.empty();

    @Parameters(
            paramLabel = "ops|model|train|data|start|key=value",
            description =
                    "What to time, default: all but start, which runs track in processes of its own; settings, e.g. model.depth=4.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public void run() {
        if (batch < 1) {
            throw new InputException("--batch=" + batch + ": a number from 1 is expected");
        }
        if (!(seconds > 0)) {
            throw new InputException("--seconds=" + seconds + ": a positive number is expected");
        }
        List<Part> parts = parts();
        RunSettings settings = settings();
        if (backends.onDevice()) {
            onDevice(parts, settings);
            return;
        }
        Backend plain = backends.untested();
        CpuProfile times = new CpuProfile(Clock.of(backends.threads()));
        Backend counting = backends.open(times);
        boolean silent = json.map(Console::standardOutput).orElse(false);
        try (Stopwatch watch = new Stopwatch(backends.threads(), seconds)) {
            BenchReport report = new BenchReport(console, silent, backends.threads(), watch);
            report.begin();
            for (Part part : parts) {
                switch (part) {
                    case OPS -> ops(report, watch, settings, plain);
                    case MODEL -> model(report, watch, settings, plain, counting, times);
                    case TRAIN -> train(report, watch, settings, plain, counting, times);
                    case DATA -> data(report, settings);
                    case START -> start(report, settings);
                }
            }
            json.ifPresent(file -> console.json(file, report.json()));
        }
    }

    private void onDevice(List<Part> parts, RunSettings settings) {
        boolean silent = json.map(Console::standardOutput).orElse(false);
        DeviceBench bench = new DeviceBench(console, silent, backends.open(), preset, settings, batch, seconds);
        for (Part part : parts) {
            switch (part) {
                case OPS -> bench.ops();
                case MODEL -> bench.model();
                case TRAIN -> bench.train();
                case DATA, START -> {
                    // Samples are made on the CPU, whatever trains; the start of a device is not looked at.
                }
            }
        }
        json.ifPresent(file -> console.json(file, bench.json()));
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.contains("=")) {
                parts.add(part(argument));
            }
        }
        return parts.isEmpty() ? List.of(Part.OPS, Part.MODEL, Part.TRAIN, Part.DATA) : parts;
    }

    private static Part part(String name) {
        for (Part part : Part.values()) {
            if (part.name().toLowerCase(Locale.ROOT).equals(name)) {
                return part;
            }
        }
        throw new InputException("'" + name + "' cannot be timed: choose ops, model, train, data or start");
    }

    private RunSettings settings() {
        List<String> keys =
                arguments.stream().filter(argument -> argument.contains("=")).toList();
        RunSettings run = new Overrides<>(RunSettings.KEYS)
                .preset(Preset.of("tiny"))
                .preset(Preset.of(preset))
                .arguments(keys)
                .build();
        return run.with(run.model(), batch);
    }

    private void ops(BenchReport report, Stopwatch watch, RunSettings settings, Backend backend) {
        Shapes shapes = new Shapes(preset, settings.model(), batch);
        report.table("Ops of " + preset + ", batch " + batch);
        for (OpKind kind : OpKind.values()) {
            try (OpRun run = new OpRun(kind.of(shapes), backend)) {
                report.row(watch.time(run));
            }
        }
        report.print();
    }

    private void model(
            BenchReport report,
            Stopwatch watch,
            RunSettings settings,
            Backend plain,
            Backend counting,
            CpuProfile times) {
        ModelSettings model = settings.model();
        FrameRun.check(model, settings.tracker(), plain);
        PeakMemory.reset();
        try (FrameRun run = new FrameRun(model, settings.tracker(), counting, times, Clock.of(backends.threads()))) {
            List<Timing> rows =
                    watch.frames(run, preset, 2.0 * ModelCost.of(model).macs().total(), times);
            report.table("Tracking with " + preset + ", one target");
            rows.forEach(report::row);
            report.print();
            report.memory(rows.getFirst().name(), PeakMemory.bytes());
            report.breakdown(rows.getFirst(), times, profile);
        }
        times.clear();
    }

    private void train(
            BenchReport report,
            Stopwatch watch,
            RunSettings settings,
            Backend plain,
            Backend counting,
            CpuProfile times) {
        ModelSettings model = settings.model();
        OneBatch.check(settings, plain);
        PeakMemory.reset();
        try (OneBatch step = new OneBatch(settings, counting)) {
            double operations = 2.0 * batch * ModelCost.of(model).stepMacs();
            Timing timing = watch.time("step-" + preset, operations, 0, step::run, times::reset);
            report.table("A training step of " + preset + ", batch " + batch);
            report.row(timing);
            report.print();
            report.memory(timing.name(), PeakMemory.bytes());
            report.breakdown(timing, times, profile);
        }
        times.clear();
    }

    /** On generated videos, unless data is named; with one thread and with two. */
    private void data(BenchReport report, RunSettings settings) {
        boolean named = arguments.stream().anyMatch(argument -> argument.startsWith("data.train="));
        if (named) {
            data(report, settings, "of the data named");
            return;
        }
        try (JpegClips clips = JpegClips.large()) {
            data(report, settings.with("data.train=" + clips.spec()), "of generated 1280x720 JPEGs");
        }
    }

    private void data(BenchReport report, RunSettings settings, String source) {
        SampleRun run = new SampleRun(TrainingData.train(settings), seconds);
        report.table("Training samples of " + preset + ", " + source);
        for (int threads : new int[] {1, 2}) {
            run.time("loader-" + preset, threads).forEach(report::row);
        }
        report.print();
    }

    /** The tracker in the box, and the preset with weights that are random: {@code track} as a user starts it. */
    private void start(BenchReport report, RunSettings settings) {
        boolean large = ModelCost.of(settings.model()).macs().total() > LARGE;
        try (StartBench bench = new StartBench(large ? FEW_FRAMES : START_FRAMES, backends.threads())) {
            report.starts("built-in", bench.median(WeightsOptions.BUILT_IN.toString(), START_RUNS));
            if (!preset.equals(BuiltIn.PRESET)) {
                try (Model model = new Model(settings.model(), settings.tracker())) {
                    ModelFile.save(bench.weights(), model);
                }
                report.starts(preset, bench.median(bench.weights().toString(), START_RUNS));
            }
        }
    }
}
