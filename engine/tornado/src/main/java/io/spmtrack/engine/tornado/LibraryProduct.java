package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Precision;

/**
 * The constants of a product {@code [rows, inner] · [inner, columns]} by NVIDIA's library, between arrays of its own.
 *
 * @param leftAcross whether the left factor is stored as {@code [inner, rows]}
 * @param rightAcross whether the right factor is stored as {@code [columns, inner]}
 * @param precision of the factors
 */
record LibraryProduct(int rows, int columns, int inner, boolean leftAcross, boolean rightAcross, Precision precision) {
    long left() {
        return (long) rows * inner;
    }

    long right() {
        return (long) inner * columns;
    }

    long result() {
        return (long) rows * columns;
    }

    /** Multiplications and additions. */
    long operations() {
        return 2 * left() * columns;
    }

    /** Bytes that kernels read and write besides the product itself: factors on their way there, the result on its way back. */
    long copied() {
        return 2 * Float.BYTES * (left() + right() + result());
    }
}
