package io.spmtrack.engine.tornado;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Precision;

/**
 * Elements of the arrays that products by NVIDIA's library share. Names no class of TornadoVM, as all that lowers a program.
 *
 * @param half whether the factors are 16-bit floats
 */
record LibraryRoom(long left, long right, long result, boolean half) {
    static final LibraryRoom NONE = new LibraryRoom(0, 0, 0, false);

    LibraryRoom {
        if (Math.max(left, Math.max(right, result)) > Integer.MAX_VALUE) {
            throw new InputException(
                    "backend tornado: a product is too large for NVIDIA's library; make the batch smaller"
                            + " or set -D" + Profile.LIBRARY + "=off");
        }
    }

    /** With room for a further product. */
    LibraryRoom with(LibraryProduct product) {
        return new LibraryRoom(
                Math.max(left, product.left()),
                Math.max(right, product.right()),
                Math.max(result, product.result()),
                product.precision() == Precision.FP16);
    }

    boolean isEmpty() {
        return result == 0;
    }

    long bytes() {
        return (half ? Short.BYTES : Float.BYTES) * (left + right) + Float.BYTES * result;
    }
}
