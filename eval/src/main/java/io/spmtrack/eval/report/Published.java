package io.spmtrack.eval.report;

import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.metric.Measures;
import java.util.List;

/**
 * A row of a table in a paper.
 *
 * @param sequences of the benchmark that it is of
 * @param parameters NaN where they are not known
 * @param source where it is printed
 */
record Published(int sequences, String tracker, double parameters, Measures measures, String source) {
    private static final String FILE = "published.csv";
    private static final int COLUMNS = 8;

    /** Rows of a data set that is a whole benchmark or its test split; none for others. */
    static List<Published> of(String dataset) {
        String split = dataset.contains("-") ? dataset.substring(dataset.lastIndexOf('-') + 1) : "test";
        String id = Benchmark.ofDataset(dataset).map(Benchmark::id).orElse("");
        return Html.resource(FILE)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(";", -1))
                .filter(row -> row[0].equals(id) && split.equals("test"))
                .map(Published::row)
                .toList();
    }

    private static Published row(String[] row) {
        if (row.length != COLUMNS) {
            throw new IllegalStateException(FILE + ": " + String.join(";", row));
        }
        Measures measures =
                new Measures(percent(row[4]), percent(row[6]), percent(row[5]), Double.NaN, Double.NaN, Double.NaN);
        return new Published(Integer.parseInt(row[1]), row[2], value(row[3]), measures, row[7]);
    }

    private static double percent(String text) {
        return value(text) / 100;
    }

    private static double value(String text) {
        return text.equals("-") ? Double.NaN : Double.parseDouble(text);
    }
}
