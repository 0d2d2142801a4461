package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.bench.DeviceWatch;
import io.spmtrack.bench.FrameRun;
import io.spmtrack.bench.OpKind;
import io.spmtrack.bench.OpRun;
import io.spmtrack.bench.Shapes;
import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.eval.comparison.Machine;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.train.OneBatch;
import io.spmtrack.train.RunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** {@code bench --backend tornado}: the rows of the CPU's tables on a device, with launches and transfers apart. */
final class DeviceBench {
    private static final String LAUNCHES = "launches";
    private static final String TRANSFERS = "transfers";

    private final Console console;
    private final boolean silent;
    private final Backend backend;
    private final String preset;
    private final RunSettings settings;
    private final int batch;
    private final DeviceWatch watch;
    private final List<DeviceWatch.Row> rows = new ArrayList<>();

    /** @param silent where standard output is for JSON alone */
    DeviceBench(
            Console console,
            boolean silent,
            Backend backend,
            String preset,
            RunSettings settings,
            int batch,
            double seconds) {
        this.console = console;
        this.silent = silent;
        this.backend = backend;
        this.preset = preset;
        this.settings = settings;
        this.batch = batch;
        this.watch = new DeviceWatch(seconds);
    }

    private void say(String text) {
        if (!silent) {
            console.out().println(text);
            console.out().flush();
        }
    }

    /** The ops of the model, each after a comparison with the reference. */
    void ops() {
        begin("Ops of " + preset + ", batch " + batch);
        Shapes shapes = new Shapes(preset, settings.model(), batch);
        List<DeviceWatch.Row> done = new ArrayList<>();
        for (OpKind kind : OpKind.values()) {
            try (OpRun run = new OpRun(kind.of(shapes), backend)) {
                done.add(watch.time(run.name(), run.operations(), run::run, run.overheads()));
            }
        }
        table(done);
    }

    /** The network of one frame. */
    void model() {
        begin("Tracking with " + preset + ", one target");
        ModelSettings model = settings.model();
        FrameRun.check(model, settings.tracker(), backend);
        try (FrameRun run = new FrameRun(model, settings.tracker(), backend, new CpuProfile(), System::nanoTime)) {
            run.next();
            double operations = 2.0 * ModelCost.of(model).macs().total();
            table(List.of(watch.time("frame-" + preset, operations, run::network, run.overheads())));
        }
    }

    /** A training step. */
    void train() {
        begin("A training step of " + preset + ", batch " + batch);
        OneBatch.check(settings, backend);
        try (OneBatch step = new OneBatch(settings, backend)) {
            double operations = 2.0 * batch * ModelCost.of(settings.model()).stepMacs();
            table(List.of(watch.time("step-" + preset, operations, step::run, step.overheads())));
        }
    }

    private void begin(String title) {
        say(System.lineSeparator() + title + System.lineSeparator());
    }

    private void table(List<DeviceWatch.Row> done) {
        TextTable table =
                new TextTable(1, "", "ms", "best ms", "a second", "GFLOP/s", "ms of launches", "ms of transfers");
        for (DeviceWatch.Row row : done) {
            table.add(
                    row.name(),
                    number("%.3f", OptionalDouble.of(row.median())),
                    number("%.3f", OptionalDouble.of(row.best())),
                    number("%.1f", OptionalDouble.of(1e3 / row.median())),
                    number("%.1f", row.gflops()),
                    number("%.3f", overhead(row.overheads(), LAUNCHES)),
                    number("%.3f", overhead(row.overheads(), TRANSFERS)));
        }
        say(table.toString());
        rows.addAll(done);
    }

    private static OptionalDouble overhead(Map<String, Double> all, String name) {
        return all.containsKey(name) ? OptionalDouble.of(all.get(name)) : OptionalDouble.empty();
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    /** As {@code bench --json} has it, with {@code launches_ms} and {@code transfers_ms}. */
    String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        Machine machine = Machine.here();
        ObjectNode here = root.putObject("machine");
        here.put("cpu", machine.cpu()).put("cores", machine.cores()).put("jdk", machine.jdk());
        backend.devices().forEach(here.putArray("devices")::add);
        root.put("backend", backend.name());
        ArrayNode list = root.putArray("rows");
        for (DeviceWatch.Row row : rows) {
            ObjectNode node = list.addObject().put("name", row.name());
            node.put("ms", row.median()).put("best_ms", row.best());
            row.gflops().ifPresent(rate -> node.put("gflops", rate));
            row.overheads().forEach((what, ms) -> node.put(what + "_ms", ms));
        }
        return root.toPrettyString() + "\n";
    }
}
