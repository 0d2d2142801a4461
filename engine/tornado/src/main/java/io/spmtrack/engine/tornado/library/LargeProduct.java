package io.spmtrack.engine.tornado.library;

import io.spmtrack.engine.Precision;

/**
 * The constants of a product {@code [rows, inner] · [inner, columns]} between arrays of its own.
 *
 * @param leftAcross whether the left factor is stored as {@code [inner, rows]}
 * @param rightAcross whether the right factor is stored as {@code [columns, inner]}
 * @param precision of the factors
 */
public record LargeProduct(
        int rows, int columns, int inner, boolean leftAcross, boolean rightAcross, Precision precision)
        implements LibraryCall {
    @Override
    public long operations() {
        return 2L * rows * inner * columns;
    }

    @Override
    public long copied() {
        return 2L * Float.BYTES * ((long) rows * inner + (long) inner * columns + (long) rows * columns);
    }
}
