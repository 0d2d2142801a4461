package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels that work on whole rows, one group a row. */
public final class Rows {
    /** Work-items of a group. */
    static final int GROUP = 128;

    /** Places among the words, by which the lowering hands them over. */
    public static final int ROWS = 0;

    public static final int WIDTH = 1;

    public static final int X = 2;

    public static final int Y = 3;

    public static final int X_STRIDE = 4;

    public static final int Y_STRIDE = 5;

    public static final int SOFTMAX_ROW_RANK = 6;

    public static final int SOFTMAX_AXES = 7;

    public static final int SCALE = 6;

    public static final int SHIFT = 8;

    public static final int EPSILON = 10;

    public static final int ROW_RANK = 13;

    public static final int AXES = 14;

    public static final int BACK_G = 3;

    public static final int BACK_DX = 4;

    public static final int BACK_X_STRIDE = 5;

    public static final int BACK_G_STRIDE = 6;

    public static final int BACK_DX_STRIDE = 7;

    public static final int BACK_SCALE = 8;

    public static final int BACK_STATISTICS = 10;

    public static final int BACK_EPSILON = 11;

    public static final int BACK_ROW_RANK = 14;

    public static final int BACK_AXES = 15;

    public static final int AFFINE_SHARE = 2;

    public static final int AFFINE_X = 3;

    public static final int AFFINE_G = 4;

    public static final int AFFINE_X_STRIDE = 5;

    public static final int AFFINE_G_STRIDE = 6;

    public static final int AFFINE_STATISTICS = 7;

    public static final int AFFINE_SCALE = 8;

    public static final int AFFINE_SHIFT = 9;

    public static final int AFFINE_PARTIALS = 10;

    public static final int AFFINE_ROW_RANK = 11;

    public static final int AFFINE_AXES = 12;

    private Rows() {}

    /** Words: rows, elements of a row, offsets of x and y, their strides along a row, rank, then size and strides of each axis. */
    public static void softmax(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, FloatArray y) {
        float[] shared = context.allocateFloatLocalArray(GROUP);
        int d = cursor.get(slot);
        int t = context.localIdx;
        int row = context.groupIdx;
        boolean live = row < table.get(d + ROWS);
        int count = live ? table.get(d + WIDTH) : 0;
        int xAt = table.get(d + X);
        int yAt = table.get(d + Y);
        int xStep = table.get(d + X_STRIDE);
        int yStep = table.get(d + Y_STRIDE);
        int entry = d + SOFTMAX_AXES;
        int rest = row;
        for (int axis = 0; axis < table.get(d + SOFTMAX_ROW_RANK); axis++) {
            int next = rest / table.get(entry);
            int index = rest - next * table.get(entry);
            xAt += index * table.get(entry + 1);
            yAt += index * table.get(entry + 2);
            rest = next;
            entry += 3;
        }
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = t; i < count; i += GROUP) {
            float value = x.get(xAt + i * xStep);
            largest = value > largest ? value : largest;
        }
        shared[t] = largest;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                float other = shared[t + half];
                shared[t] = other > shared[t] ? other : shared[t];
            }
            context.localBarrier();
        }
        largest = shared[0];
        context.localBarrier();
        float sum = 0;
        for (int i = t; i < count; i += GROUP) {
            sum += TornadoMath.exp(x.get(xAt + i * xStep) - largest);
        }
        shared[t] = sum;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                shared[t] += shared[t + half];
            }
            context.localBarrier();
        }
        float inverse = 1 / shared[0];
        for (int i = t; i < count; i += GROUP) {
            y.set(yAt + i * yStep, TornadoMath.exp(x.get(xAt + i * xStep) - largest) * inverse);
        }
    }

    /**
     * Words: rows, elements of a row, offsets of x and y, their strides along a row, offset and stride of scale and of shift,
     * epsilon, rank, then size and strides (x, y) of each axis.
     */
    public static void layerNorm(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray x,
            FloatArray scale,
            FloatArray shift,
            FloatArray y) {
        float[] shared = context.allocateFloatLocalArray(GROUP);
        int d = cursor.get(slot);
        int t = context.localIdx;
        int row = context.groupIdx;
        boolean live = row < table.get(d + ROWS);
        int count = live ? table.get(d + WIDTH) : 0;
        int xAt = table.get(d + X);
        int yAt = table.get(d + Y);
        int xStep = table.get(d + X_STRIDE);
        int yStep = table.get(d + Y_STRIDE);
        int entry = d + AXES;
        int rest = row;
        for (int axis = 0; axis < table.get(d + ROW_RANK); axis++) {
            int next = rest / table.get(entry);
            int index = rest - next * table.get(entry);
            xAt += index * table.get(entry + 1);
            yAt += index * table.get(entry + 2);
            rest = next;
            entry += 3;
        }
        float sum = 0;
        for (int i = t; i < count; i += GROUP) {
            sum += x.get(xAt + i * xStep);
        }
        shared[t] = sum;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                shared[t] += shared[t + half];
            }
            context.localBarrier();
        }
        float mean = shared[0] / count;
        context.localBarrier();
        sum = 0;
        for (int i = t; i < count; i += GROUP) {
            float centred = x.get(xAt + i * xStep) - mean;
            sum += centred * centred;
        }
        shared[t] = sum;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                shared[t] += shared[t + half];
            }
            context.localBarrier();
        }
        float inverse = 1 / TornadoMath.sqrt(shared[0] / count + Functions.real(table, d + EPSILON));
        for (int i = t; i < count; i += GROUP) {
            float normal = (x.get(xAt + i * xStep) - mean) * inverse;
            float factor = scale.get(table.get(d + SCALE) + i * table.get(d + SCALE + 1));
            y.set(yAt + i * yStep, normal * factor + shift.get(table.get(d + SHIFT) + i * table.get(d + SHIFT + 1)));
        }
    }

    /**
     * The gradient of a normalised row, and the row's mean and inverse deviation for {@link #affine}. Words: rows, elements of a
     * row, offsets of x, gradient and result (or −1), their strides along a row, offset and stride of the scale, offset of the
     * means and deviations, epsilon, rank, then size and strides (x, gradient, result) of each axis.
     */
    public static void layerNormBackward(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray x,
            FloatArray scale,
            FloatArray work) {
        float[] shared = context.allocateFloatLocalArray(GROUP);
        float[] other = context.allocateFloatLocalArray(GROUP);
        int d = cursor.get(slot);
        int t = context.localIdx;
        int row = context.groupIdx;
        boolean live = row < table.get(d + ROWS);
        int count = live ? table.get(d + WIDTH) : 0;
        int xAt = table.get(d + X);
        int gAt = table.get(d + BACK_G);
        int yAt = table.get(d + BACK_DX);
        int wanted = yAt;
        int xStep = table.get(d + BACK_X_STRIDE);
        int gStep = table.get(d + BACK_G_STRIDE);
        int yStep = table.get(d + BACK_DX_STRIDE);
        int entry = d + BACK_AXES;
        int rest = row;
        for (int axis = 0; axis < table.get(d + BACK_ROW_RANK); axis++) {
            int next = rest / table.get(entry);
            int index = rest - next * table.get(entry);
            xAt += index * table.get(entry + 1);
            gAt += index * table.get(entry + 2);
            yAt += index * table.get(entry + 3);
            rest = next;
            entry += 4;
        }
        float sum = 0;
        for (int i = t; i < count; i += GROUP) {
            sum += x.get(xAt + i * xStep);
        }
        shared[t] = sum;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                shared[t] += shared[t + half];
            }
            context.localBarrier();
        }
        float mean = shared[0] / count;
        context.localBarrier();
        sum = 0;
        for (int i = t; i < count; i += GROUP) {
            float centred = x.get(xAt + i * xStep) - mean;
            sum += centred * centred;
        }
        shared[t] = sum;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                shared[t] += shared[t + half];
            }
            context.localBarrier();
        }
        float inverse = 1 / TornadoMath.sqrt(shared[0] / count + Functions.real(table, d + BACK_EPSILON));
        context.localBarrier();
        if (live && t == 0) {
            work.set(table.get(d + BACK_STATISTICS) + 2 * row, mean);
            work.set(table.get(d + BACK_STATISTICS) + 2 * row + 1, inverse);
        }
        float plain = 0;
        float along = 0;
        for (int i = t; i < count; i += GROUP) {
            float scaled = work.get(gAt + i * gStep)
                    * scale.get(table.get(d + BACK_SCALE) + i * table.get(d + BACK_SCALE + 1));
            plain += scaled;
            along += scaled * ((x.get(xAt + i * xStep) - mean) * inverse);
        }
        shared[t] = plain;
        other[t] = along;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                shared[t] += shared[t + half];
                other[t] += other[t + half];
            }
            context.localBarrier();
        }
        plain = shared[0] / count;
        along = other[0] / count;
        if (wanted >= 0) {
            for (int i = t; i < count; i += GROUP) {
                float scaled = work.get(gAt + i * gStep)
                        * scale.get(table.get(d + BACK_SCALE) + i * table.get(d + BACK_SCALE + 1));
                float normal = (x.get(xAt + i * xStep) - mean) * inverse;
                work.set(yAt + i * yStep, (scaled - plain - normal * along) * inverse);
            }
        }
    }

    /**
     * Partial gradients of scale and shift: a work-item for each column and part of the rows. Words: rows, columns, rows of a
     * part, offsets of x and gradient, their strides along a row, offset of the means and deviations, offsets of the partial
     * sums for scale and for shift, number of parts, rank, then size and strides (x, gradient) of each axis.
     */
    public static void affine(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, FloatArray work) {
        int d = cursor.get(slot);
        int columns = table.get(d + WIDTH);
        int item = context.globalIdx;
        if (item < columns * table.get(d + AFFINE_PARTIALS)) {
            int part = item / columns;
            int column = item - part * columns;
            int from = part * table.get(d + AFFINE_SHARE);
            int to = from + table.get(d + AFFINE_SHARE);
            if (to > table.get(d + ROWS)) {
                to = table.get(d + ROWS);
            }
            float scale = 0;
            float shift = 0;
            for (int row = from; row < to; row++) {
                int xAt = table.get(d + AFFINE_X) + column * table.get(d + AFFINE_X_STRIDE);
                int gAt = table.get(d + AFFINE_G) + column * table.get(d + AFFINE_G_STRIDE);
                int entry = d + AFFINE_AXES;
                int rest = row;
                for (int axis = 0; axis < table.get(d + AFFINE_ROW_RANK); axis++) {
                    int next = rest / table.get(entry);
                    int index = rest - next * table.get(entry);
                    xAt += index * table.get(entry + 1);
                    gAt += index * table.get(entry + 2);
                    rest = next;
                    entry += 3;
                }
                float mean = work.get(table.get(d + AFFINE_STATISTICS) + 2 * row);
                float inverse = work.get(table.get(d + AFFINE_STATISTICS) + 2 * row + 1);
                float g = work.get(gAt);
                scale += g * ((x.get(xAt) - mean) * inverse);
                shift += g;
            }
            work.set(table.get(d + AFFINE_SCALE) + item, scale);
            work.set(table.get(d + AFFINE_SHIFT) + item, shift);
        }
    }
}
