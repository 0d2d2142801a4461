package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Gradients of attention without the matrix of weights (Dao et al., "FlashAttention", NeurIPS 2022): the weights come again from
 * q, k and the kept logarithms. One kernel has a tile of queries in a group and walks over the keys, the other a tile of keys
 * and walks over the queries, so that every sum has one owner and its order is fixed.
 *
 * <p>Words: queries, keys, width of a head, heads; offset and strides (batch, token, head, width) of q, k, v, the result and its
 * gradient; offset and strides (batch, head, token) of the logarithms; offset of the means {@code Σ gradient · result}, one a
 * query {@code [batch, heads, queries]}; offset (or −1) and strides of the gradients of q, k, v; scale. The grid is tiles x heads
 * x batch. All operands lie in one slab; local memory is 38 and 42 KiB.
 */
public final class AttentionBackwardKernel {
    /** Queries or keys of a group. */
    public static final int TILE = 32;

    /** Widest head. */
    public static final int WIDTH = 64;

    /** Work-items of a group along each axis. */
    static final int GROUP = 16;

    /** Places among the words, by which the lowering hands them over. An offset is followed by
     * the strides of batch, token, head and element. */
    public static final int QUERY_COUNT = 0;

    public static final int KEY_COUNT = 1;
    public static final int HEAD_WIDTH = 2;
    public static final int HEADS = 3;
    public static final int Q = 4;

    public static final int K = 9;
    public static final int V = 14;
    public static final int RESULT = 19;
    public static final int GRADIENT = 24;
    public static final int LOGARITHMS = 29;
    public static final int MEANS = 33;
    public static final int DQ = 34;
    public static final int DK = 39;
    public static final int DV = 44;
    public static final int SCALE = 49;

    private static final int ITEMS = GROUP * GROUP;

    /** A tile has its elements of one width beside one another, and one more so that columns lie in different banks. */
    private static final int STEP = TILE + 1;

    private static final int SIDE = STEP * WIDTH;
    private static final int SQUARE = STEP * TILE;

    private AttentionBackwardKernel() {}

    /** The gradient of q, and the means that {@link #keys} needs. */
    public static void queries(KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray work) {
        float[] q = context.allocateFloatLocalArray(SIDE);
        float[] g = context.allocateFloatLocalArray(SIDE);
        float[] k = context.allocateFloatLocalArray(SIDE);
        float[] v = context.allocateFloatLocalArray(SIDE);
        float[] s = context.allocateFloatLocalArray(SQUARE);
        float[] logarithms = context.allocateFloatLocalArray(TILE);
        float[] means = context.allocateFloatLocalArray(TILE);
        int d = cursor.get(slot);
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = ty * GROUP + tx;
        int head = context.groupIdy;
        int batch = context.groupIdz;
        int first = context.groupIdx * TILE;
        int queries = table.get(d + QUERY_COUNT);
        int keys = table.get(d + KEY_COUNT);
        int width = table.get(d + HEAD_WIDTH);
        float scale = Functions.real(table, d + SCALE);
        int qAt = start(table, d, Q, batch, head);
        int kAt = start(table, d, K, batch, head);
        int vAt = start(table, d, V, batch, head);
        int gAt = start(table, d, GRADIENT, batch, head);
        int logAt = table.get(d + LOGARITHMS)
                + batch * table.get(d + LOGARITHMS + 1)
                + head * table.get(d + LOGARITHMS + 2);
        int meanAt = table.get(d + MEANS) + (batch * table.get(d + HEADS) + head) * queries;
        int yAt = start(table, d, RESULT, batch, head);
        for (int i = t; i < TILE * WIDTH; i += ITEMS) {
            int row = i / WIDTH;
            int dim = i - row * WIDTH;
            q[dim * STEP + row] = element(table, d, Q, queries, work, qAt, first + row, dim, width);
            g[dim * STEP + row] = element(table, d, GRADIENT, queries, work, gAt, first + row, dim, width);
        }
        if (t < TILE) {
            float mean = 0;
            float logarithm = 0;
            if (first + t < queries) {
                int at = yAt + (first + t) * table.get(d + RESULT + 2);
                int from = gAt + (first + t) * table.get(d + GRADIENT + 2);
                for (int dim = 0; dim < width; dim++) {
                    mean += work.get(at + dim * table.get(d + RESULT + 4))
                            * work.get(from + dim * table.get(d + GRADIENT + 4));
                }
                work.set(meanAt + first + t, mean);
                logarithm = work.get(logAt + (first + t) * table.get(d + LOGARITHMS + 3));
            }
            means[t] = mean;
            logarithms[t] = logarithm;
        }
        float o00 = 0;
        float o01 = 0;
        float o02 = 0;
        float o03 = 0;
        float o10 = 0;
        float o11 = 0;
        float o12 = 0;
        float o13 = 0;
        int end = table.get(d + DQ) < 0 ? 0 : keys;
        for (int from = 0; from < end; from += TILE) {
            for (int i = t; i < TILE * WIDTH; i += ITEMS) {
                int row = i / WIDTH;
                int dim = i - row * WIDTH;
                k[dim * STEP + row] = element(table, d, K, keys, work, kAt, from + row, dim, width);
                v[dim * STEP + row] = element(table, d, V, keys, work, vAt, from + row, dim, width);
            }
            context.localBarrier();
            float s00 = 0;
            float r00 = 0;
            float s01 = 0;
            float r01 = 0;
            float s10 = 0;
            float r10 = 0;
            float s11 = 0;
            float r11 = 0;
            for (int dim = 0; dim < WIDTH; dim++) {
                float q0 = q[dim * STEP + ty];
                float q1 = q[dim * STEP + ty + GROUP];
                float g0 = g[dim * STEP + ty];
                float g1 = g[dim * STEP + ty + GROUP];
                float k0 = k[dim * STEP + tx];
                float k1 = k[dim * STEP + tx + GROUP];
                float v0 = v[dim * STEP + tx];
                float v1 = v[dim * STEP + tx + GROUP];
                s00 += q0 * k0;
                s01 += q0 * k1;
                s10 += q1 * k0;
                s11 += q1 * k1;
                r00 += g0 * v0;
                r01 += g0 * v1;
                r10 += g1 * v0;
                r11 += g1 * v1;
            }
            float w00 = weight(scale * s00 - logarithms[ty], first + ty, queries, from + tx, keys);
            float w01 = weight(scale * s01 - logarithms[ty], first + ty, queries, from + tx + GROUP, keys);
            float w10 = weight(scale * s10 - logarithms[ty + GROUP], first + ty + GROUP, queries, from + tx, keys);
            float w11 =
                    weight(scale * s11 - logarithms[ty + GROUP], first + ty + GROUP, queries, from + tx + GROUP, keys);
            s[ty * STEP + tx] = w00 * (r00 - means[ty]) * scale;
            s[ty * STEP + tx + GROUP] = w01 * (r01 - means[ty]) * scale;
            s[(ty + GROUP) * STEP + tx] = w10 * (r10 - means[ty + GROUP]) * scale;
            s[(ty + GROUP) * STEP + tx + GROUP] = w11 * (r11 - means[ty + GROUP]) * scale;
            context.localBarrier();
            for (int j = 0; j < TILE; j++) {
                float a0 = s[ty * STEP + j];
                float a1 = s[(ty + GROUP) * STEP + j];
                float b0 = k[tx * STEP + j];
                float b1 = k[(tx + 16) * STEP + j];
                float b2 = k[(tx + 32) * STEP + j];
                float b3 = k[(tx + 48) * STEP + j];
                o00 += a0 * b0;
                o01 += a0 * b1;
                o02 += a0 * b2;
                o03 += a0 * b3;
                o10 += a1 * b0;
                o11 += a1 * b1;
                o12 += a1 * b2;
                o13 += a1 * b3;
            }
            context.localBarrier();
        }
        int outAt = start(table, d, DQ, batch, head);
        store(table, d, DQ, queries, work, outAt, first + ty, tx, o00);
        store(table, d, DQ, queries, work, outAt, first + ty, tx + 16, o01);
        store(table, d, DQ, queries, work, outAt, first + ty, tx + 32, o02);
        store(table, d, DQ, queries, work, outAt, first + ty, tx + 48, o03);
        store(table, d, DQ, queries, work, outAt, first + ty + GROUP, tx, o10);
        store(table, d, DQ, queries, work, outAt, first + ty + GROUP, tx + 16, o11);
        store(table, d, DQ, queries, work, outAt, first + ty + GROUP, tx + 32, o12);
        store(table, d, DQ, queries, work, outAt, first + ty + GROUP, tx + 48, o13);
    }

    /** The gradients of k and v. */
    public static void keys(KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray work) {
        float[] q = context.allocateFloatLocalArray(SIDE);
        float[] g = context.allocateFloatLocalArray(SIDE);
        float[] k = context.allocateFloatLocalArray(SIDE);
        float[] v = context.allocateFloatLocalArray(SIDE);
        float[] p = context.allocateFloatLocalArray(SQUARE);
        float[] s = context.allocateFloatLocalArray(SQUARE);
        float[] logarithms = context.allocateFloatLocalArray(TILE);
        float[] means = context.allocateFloatLocalArray(TILE);
        int d = cursor.get(slot);
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = ty * GROUP + tx;
        int head = context.groupIdy;
        int batch = context.groupIdz;
        int first = context.groupIdx * TILE;
        int queries = table.get(d + QUERY_COUNT);
        int keys = table.get(d + KEY_COUNT);
        int width = table.get(d + HEAD_WIDTH);
        float scale = Functions.real(table, d + SCALE);
        int qAt = start(table, d, Q, batch, head);
        int kAt = start(table, d, K, batch, head);
        int vAt = start(table, d, V, batch, head);
        int gAt = start(table, d, GRADIENT, batch, head);
        int logAt = table.get(d + LOGARITHMS)
                + batch * table.get(d + LOGARITHMS + 1)
                + head * table.get(d + LOGARITHMS + 2);
        int meanAt = table.get(d + MEANS) + (batch * table.get(d + HEADS) + head) * queries;
        for (int i = t; i < TILE * WIDTH; i += ITEMS) {
            int row = i / WIDTH;
            int dim = i - row * WIDTH;
            k[dim * STEP + row] = element(table, d, K, keys, work, kAt, first + row, dim, width);
            v[dim * STEP + row] = element(table, d, V, keys, work, vAt, first + row, dim, width);
        }
        float n00 = 0;
        float n01 = 0;
        float n02 = 0;
        float n03 = 0;
        float n10 = 0;
        float n11 = 0;
        float n12 = 0;
        float n13 = 0;
        float o00 = 0;
        float o01 = 0;
        float o02 = 0;
        float o03 = 0;
        float o10 = 0;
        float o11 = 0;
        float o12 = 0;
        float o13 = 0;
        for (int from = 0; from < queries; from += TILE) {
            for (int i = t; i < TILE * WIDTH; i += ITEMS) {
                int row = i / WIDTH;
                int dim = i - row * WIDTH;
                q[dim * STEP + row] = element(table, d, Q, queries, work, qAt, from + row, dim, width);
                g[dim * STEP + row] = element(table, d, GRADIENT, queries, work, gAt, from + row, dim, width);
            }
            if (t < TILE) {
                float mean = 0;
                float logarithm = 0;
                if (from + t < queries) {
                    mean = work.get(meanAt + from + t);
                    logarithm = work.get(logAt + (from + t) * table.get(d + LOGARITHMS + 3));
                }
                means[t] = mean;
                logarithms[t] = logarithm;
            }
            context.localBarrier();
            float s00 = 0;
            float r00 = 0;
            float s01 = 0;
            float r01 = 0;
            float s10 = 0;
            float r10 = 0;
            float s11 = 0;
            float r11 = 0;
            for (int dim = 0; dim < WIDTH; dim++) {
                float q0 = q[dim * STEP + ty];
                float q1 = q[dim * STEP + ty + GROUP];
                float g0 = g[dim * STEP + ty];
                float g1 = g[dim * STEP + ty + GROUP];
                float k0 = k[dim * STEP + tx];
                float k1 = k[dim * STEP + tx + GROUP];
                float v0 = v[dim * STEP + tx];
                float v1 = v[dim * STEP + tx + GROUP];
                s00 += q0 * k0;
                s01 += q0 * k1;
                s10 += q1 * k0;
                s11 += q1 * k1;
                r00 += g0 * v0;
                r01 += g0 * v1;
                r10 += g1 * v0;
                r11 += g1 * v1;
            }
            float w00 = weight(scale * s00 - logarithms[ty], from + ty, queries, first + tx, keys);
            float w01 = weight(scale * s01 - logarithms[ty], from + ty, queries, first + tx + GROUP, keys);
            float w10 = weight(scale * s10 - logarithms[ty + GROUP], from + ty + GROUP, queries, first + tx, keys);
            float w11 =
                    weight(scale * s11 - logarithms[ty + GROUP], from + ty + GROUP, queries, first + tx + GROUP, keys);
            p[ty * STEP + tx] = w00;
            s[ty * STEP + tx] = w00 * (r00 - means[ty]) * scale;
            p[ty * STEP + tx + GROUP] = w01;
            s[ty * STEP + tx + GROUP] = w01 * (r01 - means[ty]) * scale;
            p[(ty + GROUP) * STEP + tx] = w10;
            s[(ty + GROUP) * STEP + tx] = w10 * (r10 - means[ty + GROUP]) * scale;
            p[(ty + GROUP) * STEP + tx + GROUP] = w11;
            s[(ty + GROUP) * STEP + tx + GROUP] = w11 * (r11 - means[ty + GROUP]) * scale;
            context.localBarrier();
            for (int i = 0; i < TILE; i++) {
                float a0 = s[i * STEP + ty];
                float a1 = s[i * STEP + ty + GROUP];
                float e0 = p[i * STEP + ty];
                float e1 = p[i * STEP + ty + GROUP];
                float b0 = q[tx * STEP + i];
                float b1 = q[(tx + 16) * STEP + i];
                float b2 = q[(tx + 32) * STEP + i];
                float b3 = q[(tx + 48) * STEP + i];
                float f0 = g[tx * STEP + i];
                float f1 = g[(tx + 16) * STEP + i];
                float f2 = g[(tx + 32) * STEP + i];
                float f3 = g[(tx + 48) * STEP + i];
                n00 += a0 * b0;
                n01 += a0 * b1;
                n02 += a0 * b2;
                n03 += a0 * b3;
                n10 += a1 * b0;
                n11 += a1 * b1;
                n12 += a1 * b2;
                n13 += a1 * b3;
                o00 += e0 * f0;
                o01 += e0 * f1;
                o02 += e0 * f2;
                o03 += e0 * f3;
                o10 += e1 * f0;
                o11 += e1 * f1;
                o12 += e1 * f2;
                o13 += e1 * f3;
            }
            context.localBarrier();
        }
        int keyAt = start(table, d, DK, batch, head);
        int valueAt = start(table, d, DV, batch, head);
        store(table, d, DK, keys, work, keyAt, first + ty, tx, n00);
        store(table, d, DK, keys, work, keyAt, first + ty, tx + 16, n01);
        store(table, d, DK, keys, work, keyAt, first + ty, tx + 32, n02);
        store(table, d, DK, keys, work, keyAt, first + ty, tx + 48, n03);
        store(table, d, DK, keys, work, keyAt, first + ty + GROUP, tx, n10);
        store(table, d, DK, keys, work, keyAt, first + ty + GROUP, tx + 16, n11);
        store(table, d, DK, keys, work, keyAt, first + ty + GROUP, tx + 32, n12);
        store(table, d, DK, keys, work, keyAt, first + ty + GROUP, tx + 48, n13);
        store(table, d, DV, keys, work, valueAt, first + ty, tx, o00);
        store(table, d, DV, keys, work, valueAt, first + ty, tx + 16, o01);
        store(table, d, DV, keys, work, valueAt, first + ty, tx + 32, o02);
        store(table, d, DV, keys, work, valueAt, first + ty, tx + 48, o03);
        store(table, d, DV, keys, work, valueAt, first + ty + GROUP, tx, o10);
        store(table, d, DV, keys, work, valueAt, first + ty + GROUP, tx + 16, o11);
        store(table, d, DV, keys, work, valueAt, first + ty + GROUP, tx + 32, o12);
        store(table, d, DV, keys, work, valueAt, first + ty + GROUP, tx + 48, o13);
    }

    /** Where an operand's tokens begin for one batch and head. */
    private static int start(IntArray table, int d, int which, int batch, int head) {
        return table.get(d + which) + batch * table.get(d + which + 1) + head * table.get(d + which + 3);
    }

    /** An element of an operand, 0 outside. */
    private static float element(
            IntArray table, int d, int which, int tokens, FloatArray work, int at, int row, int dim, int width) {
        float value = 0;
        if (row < tokens && dim < width) {
            value = work.get(at + row * table.get(d + which + 2) + dim * table.get(d + which + 4));
        }
        return value;
    }

    /** The weight of a key for a query, 0 outside. */
    private static float weight(float logarithm, int query, int queries, int key, int keys) {
        float weight = 0;
        if (query < queries && key < keys) {
            weight = TornadoMath.exp(logarithm);
        }
        return weight;
    }

    private static void store(
            IntArray table, int d, int which, int tokens, FloatArray work, int at, int row, int dim, float value) {
        if (table.get(d + which) >= 0 && row < tokens && dim < table.get(d + HEAD_WIDTH)) {
            work.set(at + row * table.get(d + which + 2) + dim * table.get(d + which + 4), value);
        }
    }
}
