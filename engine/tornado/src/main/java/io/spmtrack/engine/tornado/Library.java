package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Precision;

/**
 * Which products are left to NVIDIA's library: those with so many operations that the copies to and from its arrays, and the
 * launches that this takes, are little beside them.
 *
 * @param precision of the factors of products with a layer's weights
 * @param least operations for each byte that is copied; 0 leaves every single product to the library
 */
record Library(Precision precision, int least) {
    /** Chosen without a GPU at hand, so that copies stay a small part; adr/0012. */
    static final int WORTH = 16;

    /** Three launches more than the portable kernel needs count like so many copied bytes. */
    private static final long LAUNCHES = 1 << 24;

    /** What a product is computed in. */
    Precision precision(boolean exact) {
        return exact ? Precision.FP32 : precision;
    }

    /**
     * Whether a product goes there.
     *
     * @param exact whether its factors must stay 32-bit floats
     */
    boolean takes(LibraryProduct product, boolean exact) {
        boolean possible = product.inner() > 0 && (!exact || precision != Precision.FP16);
        return possible && (least == 0 || product.operations() / least >= product.copied() + LAUNCHES);
    }
}
