package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.tornado.library.LargeProducts;
import java.util.List;

/** The arrays that stay on the device: all operands of all kernels lie in one of them. */
public enum Slab {
    /** Weights, moments and constants. */
    PARAMETERS,
    /** Inputs, outputs, temporaries and scratch. */
    WORK,
    /** All 32-bit integers; its first elements carry the outcome of a run. */
    INTEGERS,
    /** The left factor of a {@link LargeProducts large product}, or queries; 16-bit floats in that precision, as the next. */
    LEFT,
    /** The right factor, or keys. */
    RIGHT,
    /** The product. */
    PRODUCT,
    /** Values of attention in 16-bit floats. */
    VALUES,
    /** Its result. */
    ATTENDED;

    /** Those of large products and attention. */
    static final List<Slab> STAGING = List.of(LEFT, RIGHT, PRODUCT, VALUES, ATTENDED);
}
