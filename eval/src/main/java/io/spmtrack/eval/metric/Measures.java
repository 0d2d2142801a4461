package io.spmtrack.eval.metric;

/**
 * The numbers a table shows, 0 to 1, NaN where the rule does not define one.
 *
 * @param auc mean of the success curve (its area for TrackingNet)
 * @param precision share of frames with a centre error up to 20 pixels, 5 for GTOT (area under the curve for TrackingNet)
 * @param normPrecision share with a normalised error up to 0.2 (area under the curve for TrackingNet)
 * @param ao average overlap, failures counted as 0
 * @param sr50 share of frames with an overlap above 0.5
 * @param sr75 share of frames with an overlap above 0.75
 */
public record Measures(double auc, double precision, double normPrecision, double ao, double sr50, double sr75) {

    /** Of normalised precision: 0.2. */
    private static final int SCORE_THRESHOLD = 20;

    /** The measures that a rule reads off a data set's mean curves. */
    static Measures of(Conventions conventions, Curves curves, double averageOverlap) {
        Curve success = curves.success();
        boolean areas = conventions.areas() == Conventions.Areas.ALL;
        boolean successArea = conventions.areas() != Conventions.Areas.NONE;
        int pixels = conventions.thresholds().reported();
        return new Measures(
                successArea ? success.area() : success.mean(),
                areas ? curves.precision().area() : at(curves.precision(), pixels),
                areas ? curves.normalizedPrecision().area() : at(curves.normalizedPrecision(), SCORE_THRESHOLD),
                averageOverlap,
                success.at((success.size() - 1) / 2),
                success.at((success.size() - 1) * 3 / 4));
    }

    /** One sequence: the official success score is a mean in single precision. */
    static Measures ofSequence(Conventions conventions, Curves curves, double averageOverlap) {
        Measures measures = of(conventions, curves, averageOverlap);
        return conventions.singlePrecision() ? measures.withAuc(curves.success().floatMean()) : measures;
    }

    private Measures withAuc(double other) {
        return new Measures(other, precision, normPrecision, ao, sr50, sr75);
    }

    private static double at(Curve curve, int threshold) {
        return curve.isEmpty() ? Double.NaN : curve.at(threshold);
    }
}
