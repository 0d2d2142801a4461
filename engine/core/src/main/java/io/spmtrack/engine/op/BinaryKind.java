package io.spmtrack.engine.op;

/** Functions of two numbers; comparisons give 1 or 0. */
public enum BinaryKind {
    ADD,
    SUB,
    MUL,
    DIV,
    /** The larger; NaN if either is. */
    MAX,
    /** The smaller; NaN if either is. */
    MIN,
    GREATER,
    GREATER_EQUAL,
    EQUAL
}
