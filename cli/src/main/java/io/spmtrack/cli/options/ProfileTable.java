package io.spmtrack.cli.options;

import io.spmtrack.engine.Step;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.eval.report.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Times of the steps of each program as text: totals by kind of op, then the steps, slowest first. */
public final class ProfileTable {
    private static final int SHAPES = 3;
    private static final double MILLION = 1e6;
    private static final List<String> NUMBERS =
            List.of("steps", "ms", "share", "best ms", "GFLOP/s", "of peak", "GB/s");

    private ProfileTable() {}

    /** Steps that are told together: those of one kind, or of one model line on the same shapes. */
    private record Row(List<String> key, List<CpuProfile.Line> steps) {
        double milliseconds() {
            return steps.stream()
                            .mapToDouble(step -> (double) step.nanoseconds() / step.runs())
                            .sum()
                    / MILLION;
        }

        double best() {
            return steps.stream().mapToDouble(CpuProfile.Line::best).sum() / MILLION;
        }

        double gflops() {
            return steps.stream().mapToDouble(step -> step.cost().operations()).sum() / (MILLION * best());
        }

        double gigabytes() {
            return steps.stream().mapToDouble(step -> step.cost().bytes()).sum() / (MILLION * best());
        }
    }

    /**
     * All programs that ran.
     *
     * @param peak GFLOP/s measured on as many threads
     */
    public static String text(List<CpuProfile.Line> lines, double peak) {
        Map<String, List<CpuProfile.Line>> programs = new LinkedHashMap<>();
        lines.forEach(line -> programs.computeIfAbsent(line.program(), name -> new ArrayList<>())
                .add(line));
        StringBuilder text = new StringBuilder();
        programs.forEach((program, steps) -> text.append(title(program, steps, peak))
                .append(kinds(steps, peak))
                .append(System.lineSeparator())
                .append(places(steps, peak)));
        return text.toString();
    }

    private static String title(String program, List<CpuProfile.Line> steps, double peak) {
        return String.format(
                Locale.ROOT,
                "%nProgram %s: %d runs of %.3f ms; peak %.0f GFLOP/s; rates are of the fastest run of each step%n%n",
                program.toLowerCase(Locale.ROOT),
                steps.getFirst().runs(),
                new Row(List.of(), steps).milliseconds(),
                peak);
    }

    /** Totals by kind of op. */
    public static TextTable kinds(List<CpuProfile.Line> steps, double peak) {
        return table(rows(steps, step -> List.of(step.op().label())), List.of("op"), peak);
    }

    private static TextTable places(List<CpuProfile.Line> steps, double peak) {
        return table(
                rows(steps, step -> List.of(step.op().label(), step.line(), shapes(step))),
                List.of("op", "line", "shapes"),
                peak);
    }

    private static String shapes(Step step) {
        String shapes = step.in().stream()
                .limit(SHAPES)
                .map(ref -> ref.shape().toString())
                .collect(Collectors.joining(" · "));
        return step.in().size() > SHAPES ? shapes + " · …" : shapes;
    }

    private static List<Row> rows(List<CpuProfile.Line> steps, Function<Step, List<String>> key) {
        Map<List<String>, List<CpuProfile.Line>> groups = new LinkedHashMap<>();
        steps.forEach(line -> groups.computeIfAbsent(key.apply(line.step()), same -> new ArrayList<>())
                .add(line));
        return groups.entrySet().stream()
                .map(group -> new Row(group.getKey(), group.getValue()))
                .sorted(Comparator.comparingDouble(Row::milliseconds).reversed())
                .toList();
    }

    private static TextTable table(List<Row> rows, List<String> titles, double peak) {
        double total = rows.stream().mapToDouble(Row::milliseconds).sum();
        TextTable table = new TextTable(titles.size(), cells(titles, NUMBERS));
        for (Row row : rows) {
            double rate = row.gflops();
            table.add(cells(
                    row.key(),
                    List.of(
                            Integer.toString(row.steps().size()),
                            number("%.3f", row.milliseconds()),
                            number("%.1f %%", 100 * row.milliseconds() / total),
                            number("%.3f", row.best()),
                            rate > 0 ? number("%.1f", rate) : "",
                            rate > 0 ? number("%.1f %%", 100 * rate / peak) : "",
                            number("%.1f", row.gigabytes()))));
        }
        return table;
    }

    private static String[] cells(List<String> words, List<String> numbers) {
        List<String> cells = new ArrayList<>(words);
        cells.addAll(numbers);
        return cells.toArray(String[]::new);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
