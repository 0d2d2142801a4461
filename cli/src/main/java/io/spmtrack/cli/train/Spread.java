package io.spmtrack.cli.train;

import java.util.List;
import java.util.Locale;

/**
 * A mean with the deviation of its terms.
 *
 * @param mean NaN where there are no terms
 * @param deviation of a sample, with n − 1 in the denominator; NaN for fewer than two terms
 */
record Spread(double mean, double deviation) {
    static Spread of(List<Double> terms) {
        double mean = terms.stream().mapToDouble(term -> term).average().orElse(Double.NaN);
        double squares = terms.stream()
                .mapToDouble(term -> (term - mean) * (term - mean))
                .sum();
        return new Spread(mean, terms.size() < 2 ? Double.NaN : Math.sqrt(squares / (terms.size() - 1)));
    }

    /** {@code 57.2 ± 1.3}, the mean alone without a deviation, a dash without terms. */
    String text(int decimals) {
        if (Double.isNaN(mean)) {
            return "–";
        }
        String number = "%." + decimals + "f";
        return Double.isNaN(deviation)
                ? String.format(Locale.ROOT, number, mean)
                : String.format(Locale.ROOT, number + " ± " + number, mean, deviation);
    }
}
