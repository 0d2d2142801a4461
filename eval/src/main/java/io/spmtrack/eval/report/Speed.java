package io.spmtrack.eval.report;

import io.spmtrack.eval.observed.StageTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a tracker takes: for its first frames, where it learns the target, for the others, and in each stage of these where that
 * was recorded.
 */
final class Speed {
    private static final double P95 = 0.95;
    private static final double MILLISECONDS = 1e3;

    private Speed() {}

    /** Of the sequences of a run; what has no times is left out. */
    static List<Report.Stage> of(List<Viewed.OfRun> sequences) {
        List<Report.Stage> stages = new ArrayList<>();
        add(
                stages,
                "first frame",
                milliseconds(sequences).flatMap(each -> each.stream().limit(1)));
        add(
                stages,
                "each further frame",
                milliseconds(sequences).flatMap(each -> each.stream().skip(1)));
        for (StageTimes.Stage stage : StageTimes.Stage.values()) {
            add(
                    stages,
                    stage.title(),
                    sequences.stream()
                            .flatMap(each -> each.stages().stream())
                            .flatMap(times -> times.of(stage).stream()));
        }
        return stages;
    }

    private static Stream<List<Double>> milliseconds(List<Viewed.OfRun> sequences) {
        return sequences.stream()
                .map(each -> each.seconds().stream()
                        .map(value -> value * MILLISECONDS)
                        .toList());
    }

    private static void add(List<Report.Stage> stages, String name, Stream<Double> milliseconds) {
        double[] sorted = milliseconds
                .mapToDouble(Double::doubleValue)
                .filter(value -> Double.isFinite(value) && value > 0)
                .sorted()
                .toArray();
        if (sorted.length > 0) {
            stages.add(new Report.Stage(name, quantile(sorted, 0.5), quantile(sorted, P95)));
        }
    }

    /** The smallest time that this share of all does not exceed, to a thousandth of a millisecond. */
    private static double quantile(double[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return Math.round(sorted[Math.max(0, index)] * 1e3) / 1e3;
    }
}
