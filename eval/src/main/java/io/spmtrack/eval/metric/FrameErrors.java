package io.spmtrack.eval.metric;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Overlap, centre error in pixels and normalised centre error of those frames of a sequence that can count, and the
 * number everything is divided by. Rules write their conventions into the values: an overlap of -1 fails at every
 * threshold, an error of -1 is a hit at every one.
 */
final class FrameErrors {

    private final double[] overlap;
    private final double[] center;
    private final double[] normalized;
    private final int divisor;
    private int size;

    FrameErrors(int capacity, int divisor) {
        this.overlap = new double[capacity];
        this.center = new double[capacity];
        this.normalized = new double[capacity];
        this.divisor = divisor;
    }

    void add(double frameOverlap, double frameCenter, double frameNormalized) {
        overlap[size] = frameOverlap;
        center[size] = frameCenter;
        normalized[size] = frameNormalized;
        size++;
    }

    /** The same with failures in some places. */
    FrameErrors failing(IntPredicate where) {
        FrameErrors changed = new FrameErrors(size, divisor);
        for (int i = 0; i < size; i++) {
            if (where.test(i)) {
                changed.add(-1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
            } else {
                changed.add(overlap[i], center[i], normalized[i]);
            }
        }
        return changed;
    }

    int size() {
        return size;
    }

    int divisor() {
        return divisor;
    }

    double[] overlap() {
        return Arrays.copyOf(overlap, size);
    }

    /** Mean overlap over the divisor; failures, negative and NaN alike, are zero. */
    double averageOverlap() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += overlap[i] > 0 ? overlap[i] : 0;
        }
        return sum / divisor;
    }

    Curve success(Thresholds thresholds) {
        double[] share = new double[thresholds.success().length];
        for (int t = 0; t < share.length; t++) {
            double threshold = thresholds.success()[t];
            share[t] = (thresholds.inclusive() ? atLeast(threshold) : above(threshold)) / (double) divisor;
        }
        return new Curve(share);
    }

    Curve precision(Thresholds thresholds) {
        return below(center, thresholds.precision());
    }

    Curve normalizedPrecision(Thresholds thresholds) {
        return below(normalized, thresholds.normalized());
    }

    private int above(double threshold) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += overlap[i] > threshold ? 1 : 0;
        }
        return count;
    }

    private int atLeast(double threshold) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += overlap[i] >= threshold ? 1 : 0;
        }
        return count;
    }

    private Curve below(double[] errors, double[] thresholds) {
        double[] share = new double[thresholds.length];
        for (int t = 0; t < share.length; t++) {
            int count = 0;
            for (int i = 0; i < size; i++) {
                count += errors[i] <= thresholds[t] ? 1 : 0;
            }
            share[t] = count / (double) divisor;
        }
        return new Curve(share);
    }
}
