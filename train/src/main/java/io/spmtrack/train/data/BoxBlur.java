package io.spmtrack.train.data;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Pillow's Gaussian blur: three box blurs along each axis with a fractional radius (Gwosdek et al. 2011,
 * {@code docs/spec/data.md §8}), in Pillow's fixed-point arithmetic and with its rounding to bytes after each pass.
 * Holds scratch memory, so one instance serves one thread.
 */
final class BoxBlur {

    /** Beyond this radius the fixed-point sums have too few bits. */
    static final double MOST_RADIUS = 100;

    private static final int PASSES = 3;
    private static final int BITS = 24;
    private static final int ONE = 1 << BITS;
    private static final VectorSpecies<Integer> LANES = IntVector.SPECIES_PREFERRED;

    private int[] plane = new int[0];
    private int[] other = new int[0];
    private int[] line = new int[0];
    private int[] taps = new int[0];

    /**
     * Fixed-point weights of a box.
     *
     * @param inner pixels on both sides that lie inside of it
     * @param inside weight of such a pixel, in units of 2⁻²⁴
     * @param edge weight of the two pixels that lie partly inside
     */
    private record Weights(int inner, int inside, int edge) {

        static Weights of(float radius) {
            int inner = (int) radius;
            int inside = (int) (ONE / (radius * 2 + 1));
            return new Weights(inner, inside, (ONE - (inner * 2 + 1) * inside) / 2);
        }
    }

    /** @param image [3, height, width] in 0..1, truncated to bytes and blurred in place */
    void gaussian(float[] image, int width, int height, double sigma) {
        Weights weights = Weights.of(boxRadius((float) sigma));
        int pixels = width * height;
        reserve(width, height, weights);
        for (int start = 0; start < image.length; start += pixels) {
            for (int i = 0; i < pixels; i++) {
                plane[i] = (int) (image[start + i] * 255);
            }
            blur(width, height, weights);
            for (int i = 0; i < pixels; i++) {
                image[start + i] = plane[i] / 255f;
            }
        }
    }

    /** Radius of the boxes whose threefold application has about the variance sigma². */
    private static float boxRadius(float sigma) {
        float variance = sigma * sigma / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        fraction /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + fraction;
    }

    private void reserve(int width, int height, Weights weights) {
        if (plane.length < width * height) {
            plane = new int[width * height];
            other = new int[width * height];
        }
        int pad = weights.inner() + 1;
        if (line.length < width + 2 * pad) {
            line = new int[width + 2 * pad];
        }
        if (taps.length != 2 * pad + 1) {
            taps = new int[2 * pad + 1];
        }
    }

    private void blur(int width, int height, Weights weights) {
        for (int pass = 0; pass < PASSES; pass++) {
            for (int y = 0; y < height; y++) {
                row(y * width, width, weights);
            }
        }
        for (int pass = 0; pass < PASSES; pass++) {
            columns(width, height, weights);
            int[] swap = plane;
            plane = other;
            other = swap;
        }
    }

    /** Blurs one row in place. */
    private void row(int start, int width, Weights weights) {
        int pad = weights.inner() + 1;
        Arrays.fill(line, 0, pad, plane[start]);
        System.arraycopy(plane, start, line, pad, width);
        Arrays.fill(line, pad + width, pad + width + pad, plane[start + width - 1]);
        for (int tap = 0; tap < taps.length; tap++) {
            taps[tap] = tap;
        }
        mix(line, taps, plane, start, width, weights);
    }

    /** Blurs all columns from {@link #plane} into {@link #other}, row by row. */
    private void columns(int width, int height, Weights weights) {
        int pad = weights.inner() + 1;
        for (int y = 0; y < height; y++) {
            for (int tap = 0; tap < taps.length; tap++) {
                taps[tap] = Math.clamp(y + tap - pad, 0, height - 1) * width;
            }
            mix(plane, taps, other, y * width, width, weights);
        }
    }

    /**
     * Weighted means of the values at the distances of the taps, the outer two of which count as edges. Written with
     * vectors, because the compiler cannot know that the arrays differ.
     */
    private static void mix(int[] from, int[] taps, int[] to, int start, int count, Weights weights) {
        int last = taps.length - 1;
        int whole = LANES.loopBound(count);
        for (int x = 0; x < whole; x += LANES.length()) {
            IntVector sum = IntVector.fromArray(LANES, from, taps[1] + x);
            for (int tap = 2; tap < last; tap++) {
                sum = sum.add(IntVector.fromArray(LANES, from, taps[tap] + x));
            }
            IntVector edges =
                    IntVector.fromArray(LANES, from, taps[0] + x).add(IntVector.fromArray(LANES, from, taps[last] + x));
            sum.mul(weights.inside())
                    .add(edges.mul(weights.edge()))
                    .add(ONE / 2)
                    .lanewise(VectorOperators.LSHR, BITS)
                    .intoArray(to, start + x);
        }
        for (int x = whole; x < count; x++) {
            int sum = 0;
            for (int tap = 1; tap < last; tap++) {
                sum += from[taps[tap] + x];
            }
            int edges = from[taps[0] + x] + from[taps[last] + x];
            to[start + x] = (sum * weights.inside() + edges * weights.edge() + ONE / 2) >>> BITS;
        }
    }
}
