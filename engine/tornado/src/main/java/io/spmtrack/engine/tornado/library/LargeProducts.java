package io.spmtrack.engine.tornado.library;

import io.spmtrack.engine.Precision;
import io.spmtrack.engine.tornado.kernels.TensorCores;

/**
 * Which products, and which attention, are computed between arrays of their own, and by what: those with so many operations that
 * the copies to and from these arrays, and the launches that this takes, are little beside them.
 *
 * @param precision of the factors of products with a layer's weights
 * @param least operations for each byte that is copied; 0 takes every single product
 * @param by what multiplies
 * @param attention whether cuDNN computes attention, in 16-bit floats alone
 */
public record LargeProducts(Precision precision, int least, By by, boolean attention) {
    /** What multiplies matrices that lie in arrays of their own. */
    public enum By {
        /** NVIDIA's library. */
        CUBLAS("cuBLAS"),
        /** {@link TensorCores}, in 16-bit floats alone. */
        TENSOR_CORES("tensor cores");

        private final String label;

        By(String label) {
            this.label = label;
        }

        /** For messages. */
        public String label() {
            return label;
        }
    }

    /** Chosen without a GPU at hand, so that copies stay a small part; adr/0012. */
    public static final int WORTH = 16;

    /** Three launches more than the portable kernel needs count like so many copied bytes. */
    private static final long LAUNCHES = 1 << 24;

    public LargeProducts {
        if ((by == By.TENSOR_CORES || attention) && precision != Precision.FP16) {
            throw new IllegalArgumentException("tensor cores and cuDNN take 16-bit floats, not " + precision);
        }
    }

    /** What a product is computed in. */
    public Precision precision(boolean exact) {
        return exact ? Precision.FP32 : precision;
    }

    /**
     * Whether a product is among them.
     *
     * @param exact whether its factors must stay 32-bit floats
     */
    public boolean takes(LargeProduct product, boolean exact) {
        boolean possible = product.inner() > 0 && (!exact || precision != Precision.FP16);
        return possible && isWorth(product);
    }

    /** Whether attention is among them. */
    public boolean takes(LargeAttention call) {
        return attention && call.possible() && isWorth(call);
    }

    private boolean isWorth(LibraryCall call) {
        return least == 0 || call.operations() / least >= call.copied() + LAUNCHES;
    }
}
