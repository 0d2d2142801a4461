package io.spmtrack.engine.reference;

/** erf and erfc to about 1e-15: a series near 0, a continued fraction beyond (Abramowitz and Stegun 7.1.5, 7.1.14). */
final class ErrorFunction {
    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
    private static final double ROOT_PI = Math.sqrt(Math.PI);
    private static final double SERIES_END = 2.5;
    private static final int FRACTIONS = 100;

    private ErrorFunction() {}

    static double erf(double x) {
        if (Math.abs(x) < SERIES_END) {
            return series(x);
        }
        return x > 0 ? 1 - tail(x) : tail(-x) - 1;
    }

    static double erfc(double x) {
        if (Math.abs(x) < SERIES_END / 2) {
            return 1 - series(x);
        }
        return x > 0 ? tail(x) : 2 - tail(-x);
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return TWO_OVER_ROOT_PI * sum;
    }

    /** erfc of a positive number: exp(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))). */
    private static double tail(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        double fraction = x;
        for (int n = FRACTIONS; n >= 1; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return Math.exp(-x * x) / ROOT_PI / fraction;
    }
}
