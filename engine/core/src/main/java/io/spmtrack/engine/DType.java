package io.spmtrack.engine;

/** Element type of a tensor: 32-bit floats for values, 32-bit integers for indices. */
public enum DType {
    F32,
    I32;

    /** Bytes of one element. */
    public static final int BYTES = 4;
}
