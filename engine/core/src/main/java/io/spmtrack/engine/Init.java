package io.spmtrack.engine;

/** How a parameter gets its first values; every value is a pure function of seed, parameter name and index. */
public sealed interface Init {
    /** All elements the same. */
    record Constant(double value) implements Init {}

    /** Uniform in ±bound. */
    record Uniform(double bound) implements Init {}

    /** Normal with mean 0, drawn again outside ±2 (absolute), as the official implementation truncates. */
    record Normal(double deviation) implements Init {}

    /** Zeros. */
    static Init zeros() {
        return new Constant(0);
    }

    /** Ones. */
    static Init ones() {
        return new Constant(1);
    }
}
