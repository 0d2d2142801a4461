package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Attention without the matrix of weights (Dao et al., "FlashAttention", NeurIPS 2022): a group takes 64 queries of one head and
 * walks over the keys 32 at a time, rescaling its sums whenever a larger score comes (Milakov and Gimelshein, 2018).
 *
 * <p>Words: queries, keys, width of a head; offset and strides (batch, token, head, width) of q, k, v and the result;
 * offset (or −1) and strides (batch, head, token) of the logarithms; scale. The grid is query tiles x heads x batch.
 */
public final class AttentionKernel {
    /** Queries of a group. */
    public static final int QUERIES = 64;

    /** Widest head: q, one tile of keys and the weights fill 34 KiB of local memory. */
    public static final int WIDTH = 64;

    /** Work-items of a group along each axis. */
    static final int GROUP = 16;

    private static final int KEYS = 32;
    private static final int ITEMS = GROUP * GROUP;
    private static final int QUERY_TILE = QUERIES * WIDTH;
    private static final int KEY_TILE = KEYS * WIDTH;

    /** Rows of the tiles are one longer than they need be, so that work-items that write neighbouring rows meet different banks. */
    private static final int QUERY_STEP = QUERIES + 1;

    private static final int KEY_STEP = KEYS + 1;
    private static final float NONE = -1e30f;

    /** Places among the words, by which the lowering hands them over. An offset is followed by
     * the strides of batch, token, head and element. */
    public static final int TOKENS = 0;

    public static final int OTHERS = 1;

    public static final int HEAD_WIDTH = 2;

    public static final int Q = 3;

    public static final int K = 8;

    public static final int V = 13;

    public static final int RESULT = 18;

    public static final int LOGARITHMS = 23;

    public static final int SCALE = 27;

    private AttentionKernel() {}

    public static void forward(
            KernelContext context,
            IntArray cursor,
            int slot,
            IntArray table,
            FloatArray query,
            FloatArray key,
            FloatArray value,
            FloatArray work) {
        float[] q = context.allocateFloatLocalArray(QUERY_STEP * WIDTH);
        float[] kv = context.allocateFloatLocalArray(KEY_STEP * WIDTH);
        float[] p = context.allocateFloatLocalArray(QUERY_STEP * KEYS);
        float[] factor = context.allocateFloatLocalArray(QUERIES);
        int d = cursor.get(slot);
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = ty * GROUP + tx;
        int head = context.groupIdy;
        int batch = context.groupIdz;
        int first = context.groupIdx * QUERIES;
        int tokens = table.get(d + TOKENS);
        int others = table.get(d + OTHERS);
        int width = table.get(d + HEAD_WIDTH);
        float scale = Functions.real(table, d + SCALE);
        int qAt = table.get(d + Q) + batch * table.get(d + Q + 1) + head * table.get(d + Q + 3);
        int kAt = table.get(d + K) + batch * table.get(d + K + 1) + head * table.get(d + K + 3);
        int vAt = table.get(d + V) + batch * table.get(d + V + 1) + head * table.get(d + V + 3);
        for (int i = t; i < QUERY_TILE; i += ITEMS) {
            int row = i / WIDTH;
            int dim = i - row * WIDTH;
            float loaded = 0;
            if (first + row < tokens && dim < width) {
                loaded = scale * query.get(qAt + (first + row) * table.get(d + Q + 2) + dim * table.get(d + Q + 4));
            }
            q[dim * QUERY_STEP + row] = loaded;
        }
        float o00 = 0;
        float o01 = 0;
        float o02 = 0;
        float o03 = 0;
        float o10 = 0;
        float o11 = 0;
        float o12 = 0;
        float o13 = 0;
        float o20 = 0;
        float o21 = 0;
        float o22 = 0;
        float o23 = 0;
        float o30 = 0;
        float o31 = 0;
        float o32 = 0;
        float o33 = 0;
        float largest = NONE;
        float sum = 0;
        for (int start = 0; start < others; start += KEYS) {
            for (int i = t; i < KEY_TILE; i += ITEMS) {
                int row = i / WIDTH;
                int dim = i - row * WIDTH;
                float loaded = 0;
                if (start + row < others && dim < width) {
                    loaded = key.get(kAt + (start + row) * table.get(d + K + 2) + dim * table.get(d + K + 4));
                }
                kv[dim * KEY_STEP + row] = loaded;
            }
            context.localBarrier();
            float s00 = 0;
            float s01 = 0;
            float s10 = 0;
            float s11 = 0;
            float s20 = 0;
            float s21 = 0;
            float s30 = 0;
            float s31 = 0;
            for (int dim = 0; dim < WIDTH; dim++) {
                float q0 = q[dim * QUERY_STEP + ty * 4];
                float q1 = q[dim * QUERY_STEP + ty * 4 + 1];
                float q2 = q[dim * QUERY_STEP + ty * 4 + 2];
                float q3 = q[dim * QUERY_STEP + ty * 4 + 3];
                float k0 = kv[dim * KEY_STEP + tx];
                float k1 = kv[dim * KEY_STEP + tx + GROUP];
                s00 += q0 * k0;
                s01 += q0 * k1;
                s10 += q1 * k0;
                s11 += q1 * k1;
                s20 += q2 * k0;
                s21 += q2 * k1;
                s30 += q3 * k0;
                s31 += q3 * k1;
            }
            if (start + tx >= others) {
                s00 = NONE;
                s10 = NONE;
                s20 = NONE;
                s30 = NONE;
            }
            if (start + tx + GROUP >= others) {
                s01 = NONE;
                s11 = NONE;
                s21 = NONE;
                s31 = NONE;
            }
            p[tx * QUERY_STEP + ty * 4] = s00;
            p[tx * QUERY_STEP + ty * 4 + 1] = s10;
            p[tx * QUERY_STEP + ty * 4 + 2] = s20;
            p[tx * QUERY_STEP + ty * 4 + 3] = s30;
            p[(tx + GROUP) * QUERY_STEP + ty * 4] = s01;
            p[(tx + GROUP) * QUERY_STEP + ty * 4 + 1] = s11;
            p[(tx + GROUP) * QUERY_STEP + ty * 4 + 2] = s21;
            p[(tx + GROUP) * QUERY_STEP + ty * 4 + 3] = s31;
            context.localBarrier();
            if (t < QUERIES) {
                float before = largest;
                for (int j = 0; j < KEYS; j++) {
                    float score = p[j * QUERY_STEP + t];
                    largest = score > largest ? score : largest;
                }
                float shrink = TornadoMath.exp(before - largest);
                sum = sum * shrink;
                for (int j = 0; j < KEYS; j++) {
                    float weight = TornadoMath.exp(p[j * QUERY_STEP + t] - largest);
                    p[j * QUERY_STEP + t] = weight;
                    sum += weight;
                }
                factor[t] = shrink;
            }
            for (int i = t; i < KEY_TILE; i += ITEMS) {
                int row = i / WIDTH;
                int dim = i - row * WIDTH;
                float loaded = 0;
                if (start + row < others && dim < width) {
                    loaded = value.get(vAt + (start + row) * table.get(d + V + 2) + dim * table.get(d + V + 4));
                }
                kv[i] = loaded;
            }
            context.localBarrier();
            float f0 = factor[ty * 4];
            float f1 = factor[ty * 4 + 1];
            float f2 = factor[ty * 4 + 2];
            float f3 = factor[ty * 4 + 3];
            o00 *= f0;
            o01 *= f0;
            o02 *= f0;
            o03 *= f0;
            o10 *= f1;
            o11 *= f1;
            o12 *= f1;
            o13 *= f1;
            o20 *= f2;
            o21 *= f2;
            o22 *= f2;
            o23 *= f2;
            o30 *= f3;
            o31 *= f3;
            o32 *= f3;
            o33 *= f3;
            for (int j = 0; j < KEYS; j++) {
                float w0 = p[j * QUERY_STEP + ty * 4];
                float w1 = p[j * QUERY_STEP + ty * 4 + 1];
                float w2 = p[j * QUERY_STEP + ty * 4 + 2];
                float w3 = p[j * QUERY_STEP + ty * 4 + 3];
                float v0 = kv[j * WIDTH + tx];
                float v1 = kv[j * WIDTH + tx + 16];
                float v2 = kv[j * WIDTH + tx + 32];
                float v3 = kv[j * WIDTH + tx + 48];
                o00 += w0 * v0;
                o01 += w0 * v1;
                o02 += w0 * v2;
                o03 += w0 * v3;
                o10 += w1 * v0;
                o11 += w1 * v1;
                o12 += w1 * v2;
                o13 += w1 * v3;
                o20 += w2 * v0;
                o21 += w2 * v1;
                o22 += w2 * v2;
                o23 += w2 * v3;
                o30 += w3 * v0;
                o31 += w3 * v1;
                o32 += w3 * v2;
                o33 += w3 * v3;
            }
            context.localBarrier();
        }
        if (t < QUERIES) {
            factor[t] = 1 / sum;
            int logAt = table.get(d + LOGARITHMS);
            if (logAt >= 0 && first + t < tokens) {
                int at = logAt + batch * table.get(d + LOGARITHMS + 1) + head * table.get(d + LOGARITHMS + 2);
                work.set(at + (first + t) * table.get(d + LOGARITHMS + 3), largest + TornadoMath.log(sum));
            }
        }
        context.localBarrier();
        int oAt = table.get(d + RESULT) + batch * table.get(d + RESULT + 1) + head * table.get(d + RESULT + 3);
        float g0 = factor[ty * 4];
        float g1 = factor[ty * 4 + 1];
        float g2 = factor[ty * 4 + 2];
        float g3 = factor[ty * 4 + 3];
        int row = first + ty * 4;
        store(table, d, work, oAt, row, tx, o00 * g0);
        store(table, d, work, oAt, row, tx + 16, o01 * g0);
        store(table, d, work, oAt, row, tx + 32, o02 * g0);
        store(table, d, work, oAt, row, tx + 48, o03 * g0);
        store(table, d, work, oAt, row + 1, tx, o10 * g1);
        store(table, d, work, oAt, row + 1, tx + 16, o11 * g1);
        store(table, d, work, oAt, row + 1, tx + 32, o12 * g1);
        store(table, d, work, oAt, row + 1, tx + 48, o13 * g1);
        store(table, d, work, oAt, row + 2, tx, o20 * g2);
        store(table, d, work, oAt, row + 2, tx + 16, o21 * g2);
        store(table, d, work, oAt, row + 2, tx + 32, o22 * g2);
        store(table, d, work, oAt, row + 2, tx + 48, o23 * g2);
        store(table, d, work, oAt, row + 3, tx, o30 * g3);
        store(table, d, work, oAt, row + 3, tx + 16, o31 * g3);
        store(table, d, work, oAt, row + 3, tx + 32, o32 * g3);
        store(table, d, work, oAt, row + 3, tx + 48, o33 * g3);
    }

    private static void store(IntArray table, int d, FloatArray work, int oAt, int row, int dim, float value) {
        if (row < table.get(d + TOKENS) && dim < table.get(d + HEAD_WIDTH)) {
            work.set(oAt + row * table.get(d + RESULT + 2) + dim * table.get(d + RESULT + 4), value);
        }
    }
}
