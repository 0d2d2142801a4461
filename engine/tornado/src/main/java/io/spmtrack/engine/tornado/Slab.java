package io.spmtrack.engine.tornado;

/** The arrays that stay on the device: all operands of all kernels lie in one of them. */
enum Slab {
    /** Weights, moments and constants. */
    PARAMETERS,
    /** Inputs, outputs, temporaries and scratch. */
    WORK,
    /** All 32-bit integers; its first elements carry the outcome of a run. */
    INTEGERS,
    /** The left factor of a product by NVIDIA's library; 16-bit floats in that precision. */
    LEFT,
    /** The right factor. */
    RIGHT,
    /** The product. */
    PRODUCT
}
