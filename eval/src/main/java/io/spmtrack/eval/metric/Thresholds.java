package io.spmtrack.eval.metric;

import java.util.function.IntToDoubleFunction;

/**
 * The thresholds of the three curves; an empty list means that the rule has no such curve. Toolkits differ in the last
 * bit ({@code k/20} and {@code k·0.05}), which decides when an overlap equals a threshold.
 */
final class Thresholds {

    /** {@code data/expected_scores.json}: overlap k/20, pixels 0..50, normalised k/100. */
    static final Thresholds TOOLKIT =
            new Thresholds(values(21, k -> k / 20.0), values(51, k -> k), values(51, k -> k / 100.0), false);

    /** The OTB toolkit has no normalised precision. */
    static final Thresholds OTB =
            new Thresholds(values(21, k -> k / 20.0), values(51, k -> k), values(0, k -> k), false);

    /** Overlaps as NumPy's {@code linspace} makes them. */
    static final Thresholds COMPATIBLE =
            new Thresholds(values(21, k -> k * 0.05), values(51, k -> k), values(51, k -> k / 100.0), false);

    static final Thresholds STRICT =
            new Thresholds(values(21, k -> k * 0.05), values(51, k -> k), values(51, k -> k * 0.01), true);

    static final Thresholds GOT10K =
            new Thresholds(values(101, k -> k * 0.01), values(0, k -> k), values(0, k -> k), false);

    static final Thresholds TRACKINGNET =
            new Thresholds(values(21, k -> k * 0.05), values(21, k -> k * 2.5), values(21, k -> k * 0.025), false);

    /** Precision at 5 pixels, because its targets are small; no normalised precision. */
    static final Thresholds GTOT =
            new Thresholds(values(21, k -> k / 20.0), values(51, k -> k), values(0, k -> k), false, 5);

    private final double[] success;
    private final double[] precision;
    private final double[] normalized;
    private final boolean inclusive;
    private final int reported;

    private Thresholds(double[] success, double[] precision, double[] normalized, boolean inclusive) {
        this(success, precision, normalized, inclusive, 20);
    }

    private Thresholds(double[] success, double[] precision, double[] normalized, boolean inclusive, int reported) {
        this.reported = reported;
        this.success = success;
        this.precision = precision;
        this.normalized = normalized;
        this.inclusive = inclusive;
    }

    private static double[] values(int count, IntToDoubleFunction value) {
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = value.applyAsDouble(k);
        }
        return values;
    }

    double[] success() {
        return success;
    }

    double[] precision() {
        return precision;
    }

    double[] normalized() {
        return normalized;
    }

    /** Whether an overlap equal to the threshold is a success. */
    boolean inclusive() {
        return inclusive;
    }

    /** The number of the threshold that precision is reported at. */
    int reported() {
        return reported;
    }
}
