package io.spmtrack.engine.op;

/** Ways to make one number of many. */
public enum Reduction {
    SUM,
    /** The largest; −∞ of none, NaN if any is. */
    MAX,
    SUM_OF_SQUARES
}
