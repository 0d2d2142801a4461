package io.spmtrack.eval.report;

import io.spmtrack.eval.benchmark.Attributes;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Interval;
import io.spmtrack.eval.metric.Measure;
import io.spmtrack.eval.metric.Measures;
import io.spmtrack.eval.metric.PairedDifference;
import io.spmtrack.eval.metric.RuleSwitch;
import io.spmtrack.eval.metric.SequenceScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The console's score tables, values in per cent as papers print them. */
public final class ScoreTable {

    private static final double PER_CENT = 100;

    private ScoreTable() {}

    /**
     * One line of a table.
     *
     * @param tracker its name
     * @param framesPerSecond NaN where unknown
     */
    public record Line(String tracker, DatasetScore score, double framesPerSecond) {}

    /** Trackers and data sets, one line each, with the 95 % interval of the AUC. */
    public static String of(List<Line> lines) {
        TextTable table = new TextTable(
                3,
                "tracker",
                "data",
                "rule",
                "sequences",
                "AUC",
                "95 %",
                "P",
                "P_norm",
                "AO",
                "SR0.5",
                "SR0.75",
                "fps");
        for (Line line : lines) {
            DatasetScore score = line.score();
            List<String> cells = new ArrayList<>(List.of(
                    line.tracker(),
                    score.name(),
                    score.rule().label(),
                    Integer.toString(score.perSequence().size())));
            cells.addAll(cells(score.measures()));
            cells.add(5, interval(score.aucInterval()));
            cells.add(rate(line.framesPerSecond()));
            table.add(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    /** The sequences of one data set, worst first. */
    public static String perSequence(DatasetScore score) {
        TextTable table = new TextTable(1, "sequence", "frames", "AUC", "P", "P_norm", "AO", "SR0.5", "SR0.75");
        score.perSequence().stream()
                .sorted((a, b) ->
                        Double.compare(a.measures().auc(), b.measures().auc()))
                .forEach(each -> table.add(row(each)));
        return table.toString();
    }

    /** One sentence on how a tracker compares with another. */
    public static String sentence(String first, String second, PairedDifference difference) {
        return sentence(first, second, difference, "p " + probability(difference.pValue()));
    }

    /** The same as one of several comparisons. */
    public static String sentence(String first, String second, PairedDifference difference, double corrected) {
        return sentence(
                first,
                second,
                difference,
                "p " + probability(difference.pValue()) + ", corrected " + probability(corrected));
    }

    private static String sentence(String first, String second, PairedDifference difference, String significance) {
        return String.format(
                Locale.ROOT,
                "%s against %s: %s %+.1f (95 %%: %s; %s; %d sequences, better on %d, worse on %d)",
                first,
                second,
                difference.measure().title(),
                PER_CENT * difference.mean(),
                signed(difference.interval()),
                significance,
                difference.sequences(),
                difference.wins(),
                difference.losses());
    }

    private static String probability(double value) {
        if (value < 1e-4) {
            return "< 0.0001";
        }
        return String.format(Locale.ROOT, value < 0.01 ? "%.4f" : "%.2f", value);
    }

    /** The sequences that have each attribute, and the trackers' AUC and precision on them. */
    public static String attributes(List<Line> lines, Attributes attributes) {
        List<String> titles = new ArrayList<>(List.of("attribute", "sequences"));
        lines.forEach(line -> titles.addAll(List.of(line.tracker() + " AUC", "P")));
        TextTable table = new TextTable(1, titles.toArray(String[]::new));
        attributes.sequences().forEach((attribute, sequences) -> {
            List<String> cells = new ArrayList<>(List.of(attribute, Integer.toString(sequences.size())));
            for (Line line : lines) {
                Optional<Measures> measures = line.score().on(sequences);
                cells.add(measures.map(each -> percent(each.auc())).orElse("-"));
                cells.add(measures.map(each -> percent(each.precision())).orElse("-"));
            }
            table.add(cells.toArray(String[]::new));
        });
        return table.toString();
    }

    /** From one rule to another, a line for each convention that differs, changes in points of a hundred. */
    public static String switches(String first, String second, List<RuleSwitch> switches) {
        TextTable table =
                new TextTable(1, "from " + first + " to " + second, "AUC", "change", "P", "change", "AO", "change");
        if (switches.isEmpty()) {
            table.add("the rules do not differ", "-", "-", "-", "-", "-", "-");
            return table.toString();
        }
        table.add(
                changes(first, switches.getFirst().before(), switches.getFirst().before()));
        switches.forEach(each -> table.add(changes(each.convention(), each.before(), each.after())));
        table.add(changes(
                second + " in all",
                switches.getFirst().before(),
                switches.getLast().after()));
        return table.toString();
    }

    private static String[] changes(String name, Measures before, Measures after) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (Measure measure : List.of(Measure.AUC, Measure.PRECISION, Measure.AO)) {
            double change = measure.in(after) - measure.in(before);
            cells.add(
                    Double.isNaN(measure.in(after))
                            ? "-"
                            : String.format(Locale.ROOT, "%.2f", PER_CENT * measure.in(after)));
            cells.add(Double.isNaN(change) ? "-" : String.format(Locale.ROOT, "%+.2f", PER_CENT * change));
        }
        return cells.toArray(String[]::new);
    }

    private static String[] row(SequenceScore score) {
        List<String> cells = new ArrayList<>(List.of(score.name(), Integer.toString(score.frames())));
        cells.addAll(cells(score.measures()));
        return cells.toArray(String[]::new);
    }

    private static List<String> cells(Measures measures) {
        return Arrays.stream(Measure.values())
                .map(measure -> percent(measure.in(measures)))
                .toList();
    }

    static String percent(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", PER_CENT * value);
    }

    static String interval(Interval interval) {
        return interval.known() ? percent(interval.low()) + ".." + percent(interval.high()) : "-";
    }

    private static String signed(Interval interval) {
        return interval.known()
                ? String.format(Locale.ROOT, "%+.1f..%+.1f", PER_CENT * interval.low(), PER_CENT * interval.high())
                : "unknown";
    }

    static String rate(double framesPerSecond) {
        String pattern = framesPerSecond < 100 ? "%.1f" : "%.0f";
        return Double.isFinite(framesPerSecond) ? String.format(Locale.ROOT, pattern, framesPerSecond) : "-";
    }
}
