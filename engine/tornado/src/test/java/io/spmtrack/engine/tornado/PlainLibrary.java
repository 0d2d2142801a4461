package io.spmtrack.engine.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** What NVIDIA's library computes, as plain loops. */
final class PlainLibrary {
    private PlainLibrary() {}

    /** The product of the first two arrays into the third. */
    static void multiply(LibraryProduct product, TornadoNativeArray... arrays) {
        FloatArray result = (FloatArray) arrays[2];
        for (int row = 0; row < product.rows(); row++) {
            for (int column = 0; column < product.columns(); column++) {
                double sum = 0;
                for (int k = 0; k < product.inner(); k++) {
                    int left = product.leftAcross() ? k * product.rows() + row : row * product.inner() + k;
                    int right = product.rightAcross() ? column * product.inner() + k : k * product.columns() + column;
                    sum += factor(product, arrays[0], left) * factor(product, arrays[1], right);
                }
                result.set(row * product.columns() + column, (float) sum);
            }
        }
    }

    private static double factor(LibraryProduct product, TornadoNativeArray array, int index) {
        return switch (product.precision()) {
            case FP32 -> ((FloatArray) array).get(index);
            case TF32 -> rounded(((FloatArray) array).get(index));
            case FP16 ->
                Float.float16ToFloat(((HalfFloatArray) array).get(index).getHalfFloatValue());
        };
    }

    /** To a mantissa of 10 bits. */
    private static float rounded(float x) {
        int bits = Float.floatToRawIntBits(x);
        int even = (bits >> 13) & 1;
        return Float.isFinite(x) ? Float.intBitsToFloat((bits + 0xfff + even) & ~0x1fff) : x;
    }
}
