package io.spmtrack.engine.tornado;

import io.spmtrack.engine.tornado.library.LargeAttention;
import io.spmtrack.engine.tornado.library.LargeProduct;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;

/** What NVIDIA's libraries compute, as plain loops. */
final class PlainLibrary {
    private PlainLibrary() {}

    /** The product of the first two arrays into the third. */
    static void multiply(LargeProduct product, Object... arrays) {
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

    private static double factor(LargeProduct product, Object array, int index) {
        return switch (product.precision()) {
            case FP32 -> ((FloatArray) array).get(index);
            case TF32 -> rounded(((FloatArray) array).get(index));
            case FP16 -> half(array, index);
        };
    }

    private static float half(Object array, int index) {
        return Float.float16ToFloat(((HalfFloatArray) array).get(index).getHalfFloatValue());
    }

    /** Attention of the first three arrays into the fourth, {@code [batch, heads, tokens, width]}. */
    static void attend(LargeAttention attention, Object... arrays) {
        HalfFloatArray result = (HalfFloatArray) arrays[3];
        int width = attention.width();
        for (int row = 0; row < attention.batch() * attention.heads() * attention.tokens(); row++) {
            int first = row / attention.tokens() * attention.others();
            double[] weights = new double[attention.others()];
            double total = 0;
            for (int other = 0; other < weights.length; other++) {
                double score = 0;
                for (int i = 0; i < width; i++) {
                    score += half(arrays[0], row * width + i) * half(arrays[1], (first + other) * width + i);
                }
                weights[other] = Math.exp(attention.scale() * score);
                total += weights[other];
            }
            for (int i = 0; i < width; i++) {
                double sum = 0;
                for (int other = 0; other < weights.length; other++) {
                    sum += weights[other] / total * half(arrays[2], (first + other) * width + i);
                }
                result.set(row * width + i, new HalfFloat((float) sum));
            }
        }
    }

    /** To a mantissa of 10 bits. */
    private static float rounded(float x) {
        int bits = Float.floatToRawIntBits(x);
        int even = (bits >> 13) & 1;
        return Float.isFinite(x) ? Float.intBitsToFloat((bits + 0xfff + even) & ~0x1fff) : x;
    }
}
