package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.bench.Stopwatch;
import io.spmtrack.bench.Timing;
import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.ProfileTable;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.eval.comparison.Machine;
import io.spmtrack.eval.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What {@code bench} found out, as tables and as JSON. */
final class BenchReport {
    private static final double PER_CENT = 100;
    private static final double MILLION = 1e6;
    private static final double GIGA = 1e9;

    private final Console console;
    private final boolean silent;
    private final int threads;
    private final Stopwatch watch;
    private final Machine machine = Machine.here();
    private final List<Timing> rows = new ArrayList<>();
    private final Map<String, Long> memory = new LinkedHashMap<>();
    private final Map<String, Pace.Start> starts = new LinkedHashMap<>();
    private final Map<String, Double> undisturbed = new LinkedHashMap<>();
    private TextTable table = titles();

    /** @param silent where standard output is for JSON alone */
    BenchReport(Console console, boolean silent, int threads, Stopwatch watch) {
        this.console = console;
        this.silent = silent;
        this.threads = threads;
        this.watch = watch;
    }

    private static TextTable titles() {
        return new TextTable(
                1, "", "ms", "best ms", "a second", "GFLOP/s", "of peak", "best", "GB/s", "copies", "heap bytes");
    }

    private void say(String text) {
        if (!silent) {
            console.out().println(text);
            console.out().flush();
        }
    }

    /** The machine in two lines, and what its times are. */
    void begin() {
        say(machine.cpu() + ", " + machine.cores() + " cores, JDK " + machine.jdk());
        say(String.format(
                Locale.ROOT,
                "%d thread%s, %d lanes; peak %.1f GFLOP/s, copies %.1f GB/s at the start",
                threads,
                threads == 1 ? "" : "s",
                CpuBackend.lanes(),
                watch.peak(),
                watch.bandwidth()));
        say(
                threads == 1
                        ? "Times are processor time of the one thread; other work on the machine does not lengthen them."
                        : "Times are wall clock.");
    }

    /** Begins a table. */
    void table(String title) {
        say(System.lineSeparator() + title + System.lineSeparator());
        table = titles();
    }

    void row(Timing timing) {
        rows.add(timing);
        table.add(
                timing.name(),
                number("%.3f", OptionalDouble.of(timing.median())),
                number("%.3f", OptionalDouble.of(timing.best())),
                number("%.1f", timing.median() > 0 ? OptionalDouble.of(1e3 / timing.median()) : OptionalDouble.empty()),
                number("%.1f", timing.gflops()),
                perCent(timing.share()),
                perCent(timing.bestShare()),
                number("%.1f", timing.gigabytes()),
                number("%.2f", timing.copies()),
                timing.heapBytes().isPresent()
                        ? Long.toString(timing.heapBytes().getAsLong())
                        : "");
    }

    /** Prints the table. */
    void print() {
        say(table.toString());
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private static String perCent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", PER_CENT * share.getAsDouble()) : "";
    }

    /** The first seconds of {@code track}. */
    void starts(String name, Pace.Start start) {
        starts.put(name, start);
        say(String.format(
                Locale.ROOT,
                "track with %s: first box after %.1f s, 90 %% of the steady rate after %.1f s, a steady frame %.1f ms,"
                        + " %.1f s of compilation",
                name,
                start.firstBox(),
                start.steady(),
                1e3 * start.frame(),
                start.compiling()));
    }

    /** The most memory a row's work took. */
    void memory(String name, OptionalLong bytes) {
        bytes.ifPresent(most -> {
            memory.put(name, most);
            say(String.format(Locale.ROOT, "Peak memory of the process: %.2f GB", most / GIGA));
        });
    }

    /** Where the time went: by kind of op, or step by step; and a run of which each step is the fastest one seen. */
    void breakdown(Timing timing, CpuProfile profile, boolean steps) {
        long runs =
                profile.lines().stream().mapToLong(CpuProfile.Line::runs).max().orElse(1);
        double milliseconds = profile.lines().stream()
                        .mapToDouble(
                                line -> (double) line.best() * line.runs() / runs) // some programs run now and then
                        .sum()
                / MILLION;
        undisturbed.put(timing.name(), milliseconds);
        say(
                steps
                        ? ProfileTable.text(profile.lines(), watch.peak())
                        : System.lineSeparator() + ProfileTable.kinds(profile.lines(), watch.peak()));
        say(String.format(
                Locale.ROOT,
                "Each step at its fastest: %.1f ms, %.1f %% of the peak",
                milliseconds,
                PER_CENT * timing.operations() / MILLION / milliseconds / watch.peak()));
    }

    /** As {@code cli.md} has it; figures that do not apply are left out. */
    String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.putObject("machine")
                .put("cpu", machine.cpu())
                .put("cores", machine.cores())
                .put("lanes", CpuBackend.lanes())
                .put("peak_gflops", watch.peak())
                .put("bandwidth_gbs", watch.bandwidth())
                .put("jdk", machine.jdk());
        root.put("backend", "cpu").put("threads", threads);
        ArrayNode list = root.putArray("rows");
        for (Timing timing : rows) {
            ObjectNode row = list.addObject().put("name", timing.name());
            row.put("ms", timing.median()).put("best_ms", timing.best());
            put(row, "gflops", timing.gflops());
            put(row, "share_of_peak", timing.share());
            put(row, "best_share_of_peak", timing.bestShare());
            put(row, "gbs", timing.gigabytes());
            put(row, "copies", timing.copies());
            timing.heapBytes().ifPresent(bytes -> row.put("heap_bytes", bytes));
            Optional.ofNullable(memory.get(timing.name())).ifPresent(bytes -> row.put("peak_memory_bytes", bytes));
            Optional.ofNullable(undisturbed.get(timing.name())).ifPresent(best -> row.put("best_steps_ms", best));
        }
        if (!starts.isEmpty()) {
            ObjectNode seconds = root.putObject("start");
            starts.forEach((name, start) -> seconds.set(name, start.json()));
        }
        return root.toPrettyString() + "\n";
    }

    private static void put(ObjectNode row, String name, OptionalDouble value) {
        value.ifPresent(number -> row.put(name, number));
    }
}
