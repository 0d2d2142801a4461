package io.spmtrack.engine.cpu;

import io.spmtrack.engine.op.Activation;

/** Functions of one double, by series and continued fractions: what the vector code is compared with. */
public final class Scalars {
    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

    private Scalars() {}

    public static double activate(Activation activation, double x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case GELU -> gelu(x);
            case SILU -> silu(x);
        };
    }

    public static double gelu(double x) {
        return x * normal(x);
    }

    public static double geluSlope(double x) {
        return normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    static double normal(double x) {
        return 0.5 * erfc(-x / Math.sqrt(2));
    }

    public static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    public static double silu(double x) {
        return x * sigmoid(x);
    }

    public static double siluSlope(double x) {
        double s = sigmoid(x);
        return s * (1 + x * (1 - s));
    }

    public static double erf(double x) {
        return Math.abs(x) < 2 ? series(x) : Math.signum(x) * (1 - tail(Math.abs(x)));
    }

    static double erfc(double x) {
        return x < 2 ? 1 - erf(x) : tail(x);
    }

    // Σ (-1)^n x^(2n+1) / (n! (2n+1))
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-19 * Math.abs(sum); n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return TWO_OVER_ROOT_PI * sum;
    }

    // erfc(x) = e^(-x²) / √π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...
    private static double tail(double x) {
        double fraction = x;
        for (int n = 80; n >= 1; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return Math.exp(-x * x) * TWO_OVER_ROOT_PI / 2 / fraction;
    }
}
