package io.spmtrack.eval.metric;

import java.util.List;
import java.util.function.Function;

/**
 * The three curves of one-pass evaluation.
 *
 * @param success by overlap, thresholds from 0 to 1
 * @param precision by centre error, thresholds from 0 to 50 pixels
 * @param normalizedPrecision by centre error relative to the size of the true box, thresholds from 0 to 0.5
 */
public record Curves(Curve success, Curve precision, Curve normalizedPrecision) {

    static Curves of(Conventions conventions, FrameErrors errors) {
        Thresholds thresholds = conventions.thresholds();
        Curves curves = new Curves(
                errors.success(thresholds), errors.precision(thresholds), errors.normalizedPrecision(thresholds));
        return conventions.singlePrecision() ? curves.roundedToFloat() : curves;
    }

    private Curves roundedToFloat() {
        return new Curves(success.roundedToFloat(), precision.roundedToFloat(), normalizedPrecision.roundedToFloat());
    }

    static Curves mean(List<Curves> curves, double[] weights) {
        return new Curves(
                mean(curves, Curves::success, weights),
                mean(curves, Curves::precision, weights),
                mean(curves, Curves::normalizedPrecision, weights));
    }

    private static Curve mean(List<Curves> curves, Function<Curves, Curve> which, double[] weights) {
        return Curve.mean(curves.stream().map(which).toList(), weights);
    }
}
