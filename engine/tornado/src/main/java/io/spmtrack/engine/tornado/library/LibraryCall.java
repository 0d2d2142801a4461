package io.spmtrack.engine.tornado.library;

/** The constants of one call of NVIDIA's libraries, between arrays of its own. */
public sealed interface LibraryCall permits LargeProduct, LargeAttention {
    /** Multiplications and additions. */
    long operations();

    /** Bytes that kernels read and write besides the call itself: operands on their way there, the result on its way back. */
    long copied();
}
