package io.spmtrack.engine.op;

/** Functions of one number. */
public enum UnaryKind {
    NEGATE,
    EXP,
    LOG,
    /** log(1 + x). */
    LOG1P,
    SQRT,
    RECIPROCAL,
    ABS,
    /** −1, 0 or 1. */
    SIGN,
    SIGMOID,
    TANH,
    RELU,
    ERF,
    /** x·Φ(x) with the exact error function. */
    GELU,
    /** Derivative of {@link #GELU}. */
    GELU_SLOPE,
    /** x·σ(x). */
    SILU,
    /** Derivative of {@link #SILU}. */
    SILU_SLOPE,
    /** 1 for finite numbers, 0 for infinities and NaN. */
    FINITE
}
