package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How long a tracker takes: for its first frames, where it learns the target, and for the others. */
final class Speed {
    private static final double P95 = 0.95;

    private Speed() {}

    /** Of the seconds of the frames of each sequence; a stage without any is left out. */
    static List<Report.Stage> of(List<List<Double>> sequences) {
        List<Report.Stage> stages = new ArrayList<>();
        add(
                stages,
                "first frame",
                sequences.stream().flatMap(each -> each.stream().limit(1)));
        add(
                stages,
                "each further frame",
                sequences.stream().flatMap(each -> each.stream().skip(1)));
        return stages;
    }

    private static void add(List<Report.Stage> stages, String name, Stream<Double> frames) {
        double[] seconds = frames.mapToDouble(Double::doubleValue)
                .filter(value -> Double.isFinite(value) && value > 0)
                .sorted()
                .toArray();
        if (seconds.length > 0) {
            stages.add(new Report.Stage(name, milliseconds(seconds, 0.5), milliseconds(seconds, P95)));
        }
    }

    /** The smallest time that this share of all does not exceed. */
    private static double milliseconds(double[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return Math.round(sorted[Math.max(0, index)] * 1e5) / 100.0;
    }
}
