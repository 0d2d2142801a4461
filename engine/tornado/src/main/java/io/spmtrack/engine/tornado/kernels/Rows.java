package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels that work on whole rows, one group a row. */
public final class Rows {
    /** Work-items of a group. */
    static final int GROUP = 128;

    private Rows() {}

    /** Words: rows, elements of a row, offsets of x and y, their strides along a row, rank, then size and strides of each axis. */
    public static void softmax(KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, FloatArray y) {
        float[] shared = context.allocateFloatLocalArray(GROUP);
        int d = cursor.get(slot);
        int t = context.localIdx;
        int row = context.groupIdx;
        boolean live = row < table.get(d);
        int count = live ? table.get(d + 1) : 0;
        int xAt = table.get(d + 2);
        int yAt = table.get(d + 3);
        int xStep = table.get(d + 4);
        int yStep = table.get(d + 5);
        int entry = d + 7;
        int rest = row;
        for (int axis = 0; axis < table.get(d + 6); axis++) {
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
        boolean live = row < table.get(d);
        int count = live ? table.get(d + 1) : 0;
        int xAt = table.get(d + 2);
        int yAt = table.get(d + 3);
        int xStep = table.get(d + 4);
        int yStep = table.get(d + 5);
        int entry = d + 14;
        int rest = row;
        for (int axis = 0; axis < table.get(d + 13); axis++) {
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
        float inverse = 1 / TornadoMath.sqrt(shared[0] / count + Functions.real(table, d + 10));
        for (int i = t; i < count; i += GROUP) {
            float normal = (x.get(xAt + i * xStep) - mean) * inverse;
            float factor = scale.get(table.get(d + 6) + i * table.get(d + 7));
            y.set(yAt + i * yStep, normal * factor + shift.get(table.get(d + 8) + i * table.get(d + 9)));
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
        boolean live = row < table.get(d);
        int count = live ? table.get(d + 1) : 0;
        int xAt = table.get(d + 2);
        int gAt = table.get(d + 3);
        int yAt = table.get(d + 4);
        int wanted = yAt;
        int xStep = table.get(d + 5);
        int gStep = table.get(d + 6);
        int yStep = table.get(d + 7);
        int entry = d + 15;
        int rest = row;
        for (int axis = 0; axis < table.get(d + 14); axis++) {
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
        float inverse = 1 / TornadoMath.sqrt(shared[0] / count + Functions.real(table, d + 11));
        context.localBarrier();
        if (live && t == 0) {
            work.set(table.get(d + 10) + 2 * row, mean);
            work.set(table.get(d + 10) + 2 * row + 1, inverse);
        }
        float plain = 0;
        float along = 0;
        for (int i = t; i < count; i += GROUP) {
            float scaled = work.get(gAt + i * gStep) * scale.get(table.get(d + 8) + i * table.get(d + 9));
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
                float scaled = work.get(gAt + i * gStep) * scale.get(table.get(d + 8) + i * table.get(d + 9));
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
        int columns = table.get(d + 1);
        int item = context.globalIdx;
        if (item < columns * table.get(d + 10)) {
            int part = item / columns;
            int column = item - part * columns;
            int from = part * table.get(d + 2);
            int to = from + table.get(d + 2);
            if (to > table.get(d)) {
                to = table.get(d);
            }
            float scale = 0;
            float shift = 0;
            for (int row = from; row < to; row++) {
                int xAt = table.get(d + 3) + column * table.get(d + 5);
                int gAt = table.get(d + 4) + column * table.get(d + 6);
                int entry = d + 12;
                int rest = row;
                for (int axis = 0; axis < table.get(d + 11); axis++) {
                    int next = rest / table.get(entry);
                    int index = rest - next * table.get(entry);
                    xAt += index * table.get(entry + 1);
                    gAt += index * table.get(entry + 2);
                    rest = next;
                    entry += 3;
                }
                float mean = work.get(table.get(d + 7) + 2 * row);
                float inverse = work.get(table.get(d + 7) + 2 * row + 1);
                float g = work.get(gAt);
                scale += g * ((x.get(xAt) - mean) * inverse);
                shift += g;
            }
            work.set(table.get(d + 8) + item, scale);
            work.set(table.get(d + 9) + item, shift);
        }
    }
}
