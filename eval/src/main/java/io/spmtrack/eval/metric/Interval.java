package io.spmtrack.eval.metric;

/** A confidence interval. */
public record Interval(double low, double high) {

    /** Nothing is known: too few sequences. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    public boolean known() {
        return !Double.isNaN(low);
    }
}
