package io.spmtrack.train.data;

import java.util.Arrays;

/**
 * Pillow's Gaussian blur: three box blurs along each axis with a fractional radius (Gwosdek et al. 2011,
 * {@code spec/data.md §8}), in Pillow's fixed-point arithmetic and with its rounding to bytes after each pass. Holds
 * scratch memory, so one instance serves one thread.
 */
final class BoxBlur {

    /** Beyond this radius the fixed-point sums have too few bits. */
    static final double MOST_RADIUS = 100;

    private static final int PASSES = 3;
    private static final int ONE = 1 << 24;

    private int[] plane = new int[0];
    private int[] other = new int[0];
    private int[] line = new int[0];
    private int[] sum = new int[0];

    /** @param image [3, height, width] in 0..1, truncated to bytes and blurred in place */
    void gaussian(float[] image, int width, int height, double sigma) {
        float radius = boxRadius((float) sigma);
        int pixels = width * height;
        reserve(width, height, (int) radius);
        for (int start = 0; start < image.length; start += pixels) {
            for (int i = 0; i < pixels; i++) {
                plane[i] = (int) (image[start + i] * 255);
            }
            blur(width, height, radius);
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

    private void reserve(int width, int height, int radius) {
        if (plane.length < width * height) {
            plane = new int[width * height];
            other = new int[width * height];
        }
        if (sum.length < width) {
            sum = new int[width];
        }
        if (line.length < width + 2 * (radius + 1)) {
            line = new int[width + 2 * (radius + 1)];
        }
    }

    private void blur(int width, int height, float radius) {
        int inner = (int) radius;
        int weight = (int) (ONE / (radius * 2 + 1));
        int edgeWeight = (ONE - (inner * 2 + 1) * weight) / 2;
        for (int pass = 0; pass < PASSES; pass++) {
            for (int y = 0; y < height; y++) {
                row(y * width, width, inner, weight, edgeWeight);
            }
        }
        for (int pass = 0; pass < PASSES; pass++) {
            columns(width, height, inner, weight, edgeWeight);
            int[] swap = plane;
            plane = other;
            other = swap;
        }
    }

    /** Blurs one row in place. */
    private void row(int start, int width, int inner, int weight, int edgeWeight) {
        int pad = inner + 1;
        Arrays.fill(line, 0, pad, plane[start]);
        System.arraycopy(plane, start, line, pad, width);
        Arrays.fill(line, pad + width, pad + width + pad, plane[start + width - 1]);
        Arrays.fill(sum, 0, width, 0);
        for (int tap = 1; tap <= 2 * inner + 1; tap++) {
            for (int x = 0; x < width; x++) {
                sum[x] += line[x + tap];
            }
        }
        for (int x = 0; x < width; x++) {
            int edges = line[x] + line[x + 2 * pad];
            plane[start + x] = (sum[x] * weight + edges * edgeWeight + ONE / 2) >>> 24;
        }
    }

    /** Blurs all columns from {@link #plane} into {@link #other}, row by row. */
    private void columns(int width, int height, int inner, int weight, int edgeWeight) {
        for (int y = 0; y < height; y++) {
            Arrays.fill(sum, 0, width, 0);
            for (int tap = y - inner; tap <= y + inner; tap++) {
                int from = Math.clamp(tap, 0, height - 1) * width;
                for (int x = 0; x < width; x++) {
                    sum[x] += plane[from + x];
                }
            }
            int above = Math.clamp(y - inner - 1, 0, height - 1) * width;
            int below = Math.clamp(y + inner + 1, 0, height - 1) * width;
            int to = y * width;
            for (int x = 0; x < width; x++) {
                int edges = plane[above + x] + plane[below + x];
                other[to + x] = (sum[x] * weight + edges * edgeWeight + ONE / 2) >>> 24;
            }
        }
    }
}
