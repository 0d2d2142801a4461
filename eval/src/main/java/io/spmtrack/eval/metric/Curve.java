package io.spmtrack.eval.metric;

import java.util.Arrays;
import java.util.List;

/** Share of frames, 0 to 1, that pass at each of a rule's thresholds; empty where a rule has no such curve. */
public final class Curve {

    private static final int LANES = 8;

    private final double[] share;

    Curve(double[] share) {
        this.share = share;
    }

    /** Number of thresholds. */
    public int size() {
        return share.length;
    }

    public boolean isEmpty() {
        return share.length == 0;
    }

    /** The share at threshold number {@code index}. */
    public double at(int index) {
        return share[index];
    }

    /** All shares, in the order of the thresholds. */
    public List<Double> values() {
        return Arrays.stream(share).boxed().toList();
    }

    /** Mean over the thresholds; NaN when empty. */
    double mean() {
        return Arrays.stream(share).sum() / share.length;
    }

    /** Area by the trapezoidal rule when the thresholds are spread evenly over 0 to 1; NaN when empty. */
    double area() {
        if (isEmpty()) {
            return Double.NaN;
        }
        return (Arrays.stream(share).sum() - (share[0] + share[share.length - 1]) / 2) / (share.length - 1);
    }

    Curve roundedToFloat() {
        double[] rounded = new double[share.length];
        for (int i = 0; i < share.length; i++) {
            rounded[i] = (float) share[i];
        }
        return new Curve(rounded);
    }

    /**
     * Mean in single precision, summed in NumPy's order (eight partial sums), because the official score is such a mean
     * and the order shows in its last bit.
     */
    float floatMean() {
        float[] lane = new float[LANES];
        int whole = share.length - share.length % LANES;
        for (int i = 0; i < whole; i++) {
            lane[i % LANES] += (float) share[i];
        }
        float sum = ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
        for (int i = whole; i < share.length; i++) {
            sum += (float) share[i];
        }
        return sum / share.length;
    }

    /** Weighted mean of curves of equal size; the weights have a positive sum. */
    static Curve mean(List<Curve> curves, double[] weights) {
        double[] mean = new double[curves.getFirst().size()];
        double total = Arrays.stream(weights).sum();
        for (int i = 0; i < curves.size(); i++) {
            for (int t = 0; t < mean.length; t++) {
                mean[t] += weights[i] * curves.get(i).share[t];
            }
        }
        for (int t = 0; t < mean.length; t++) {
            mean[t] /= total;
        }
        return new Curve(mean);
    }
}
