package io.spmtrack.eval.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap over sequences (Efron and Tibshirani 1993, chapter 13): sequences, not frames, are drawn anew,
 * because the frames of a sequence fail together. Seeded, so the same scores give the same interval.
 */
final class Bootstrap {

    private static final int RESAMPLES = 10_000;
    private static final long SEED = 20250624;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** 95 % interval of the weighted mean; unknown for fewer than two values. */
    static Interval mean(double[] values, double[] weights) {
        if (values.length < 2) {
            return Interval.UNKNOWN;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            means[i] = resample(values, weights, random);
        }
        Arrays.sort(means);
        return new Interval(quantile(means, TAIL), quantile(means, 1 - TAIL));
    }

    static Interval mean(double[] values) {
        double[] equal = new double[values.length];
        Arrays.fill(equal, 1);
        return mean(values, equal);
    }

    private static double resample(double[] values, double[] weights, SplittableRandom random) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            int drawn = random.nextInt(values.length);
            sum += weights[drawn] * values[drawn];
            total += weights[drawn];
        }
        return sum / total;
    }

    /** Linear between order statistics. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
