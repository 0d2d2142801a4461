package io.spmtrack.engine.reference;

import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.UnaryKind;

/** Functions of one and two numbers, in 64-bit floats. */
final class Scalars {
    private static final double ROOT_HALF = Math.sqrt(0.5);
    private static final double INVERSE_ROOT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

    private Scalars() {}

    static double unary(UnaryKind kind, double x) {
        return switch (kind) {
            case NEGATE -> -x;
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SIGMOID -> sigmoid(x);
            case TANH -> Math.tanh(x);
            case RELU -> Math.max(x, 0);
            case ERF -> ErrorFunction.erf(x);
            case GELU -> gelu(x);
            case GELU_SLOPE -> geluSlope(x);
            case SILU -> limited(x, x * sigmoid(x));
            case SILU_SLOPE -> siluSlope(x);
            case FINITE -> Double.isFinite(x) ? 1 : 0;
        };
    }

    /** A function that is x for large and 0 for very negative x, and there would be 0·∞. */
    private static double limited(double x, double value) {
        return x == Double.NEGATIVE_INFINITY ? 0 : value;
    }

    static double gelu(double x) {
        return limited(x, 0.5 * x * ErrorFunction.erfc(-x * ROOT_HALF));
    }

    private static double geluSlope(double x) {
        double density = INVERSE_ROOT_TWO_PI * Math.exp(-0.5 * x * x);
        return 0.5 * ErrorFunction.erfc(-x * ROOT_HALF) + (density == 0 ? 0 : x * density);
    }

    static double silu(double x) {
        return limited(x, x * sigmoid(x));
    }

    private static double siluSlope(double x) {
        double s = sigmoid(x);
        double slope = s * sigmoid(-x);
        return s + (slope == 0 ? 0 : x * slope);
    }

    static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    static double binary(BinaryKind kind, double a, double b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case GREATER -> a > b ? 1 : 0;
            case GREATER_EQUAL -> a >= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
        };
    }

    static double identity(Reduction kind) {
        return switch (kind) {
            case SUM, SUM_OF_SQUARES -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
        };
    }

    static double reduce(Reduction kind, double sum, double x) {
        return switch (kind) {
            case SUM -> sum + x;
            case SUM_OF_SQUARES -> sum + x * x;
            case MAX -> Math.max(sum, x);
        };
    }
}
