package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What lies between the two products of TMoE: the router's gates on the compressed tokens, and their gradient. One launch may do
 * {@link CallList several calls}. What a layer kept, compressed tokens and logits, has one token a column.
 */
public final class Gates {
    /** Work-items of a group. */
    static final int GROUP = 64;

    /** Most experts that the gradient takes. */
    public static final int EXPERTS = 64;

    /** Places among the words, by which the lowering hands them over. */
    public static final int ROWS = 0;

    public static final int EXPERT_COUNT = 1;

    public static final int RANK = 2;

    public static final int SHARED = 3;

    public static final int LOGITS = 4;

    public static final int COMPRESSED = 5;

    public static final int APART = 6;

    public static final int UPDATE = 7;

    public static final int SCALE = 8;

    public static final int THROUGH = 7;

    public static final int TO_COMPRESSED = 8;

    public static final int TO_LOGITS = 9;

    public static final int TO_UPDATE = 10;

    public static final int BACKWARD_SCALE = 11;

    private Gates() {}

    /**
     * The routed update {@code u[row][e·r + j] = scale · softmax(logits[·][row])[e] · compressed[e][j][row]}, and for the shared
     * expert without the gate; a work-item an element. Words: rows, experts, rank r, with a shared expert or not, offset of the
     * logits, of the compressed tokens, elements between the compressed tokens of two experts, offset of u, scale.
     */
    public static void forward(KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray work) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int rows = table.get(d + ROWS);
        int experts = table.get(d + EXPERT_COUNT);
        int rank = table.get(d + RANK);
        int width = (experts + table.get(d + SHARED)) * rank;
        int i = (context.groupIdx - CallList.first(table, start, call)) * GROUP + context.localIdx;
        if (i < rows * width) {
            int row = i / width;
            int column = i - row * width;
            int expert = column / rank;
            int j = column - expert * rank;
            int logits = table.get(d + LOGITS) + row;
            float gate = 1;
            int which = 0;
            if (expert < experts) {
                float largest = work.get(logits);
                for (int e = 1; e < experts; e++) {
                    float logit = work.get(logits + e * rows);
                    largest = logit > largest ? logit : largest;
                }
                float sum = 0;
                for (int e = 0; e < experts; e++) {
                    sum += TornadoMath.exp(work.get(logits + e * rows) - largest);
                }
                gate = TornadoMath.exp(work.get(logits + expert * rows) - largest) / sum;
                which = expert;
            }
            float compressed = work.get(table.get(d + COMPRESSED) + which * table.get(d + APART) + j * rows + row);
            work.set(table.get(d + UPDATE) + i, Functions.real(table, d + SCALE) * gate * compressed);
        }
    }

    /**
     * From {@code v[e][row][j]}, the output's gradient through the experts, those of the compressed tokens and of the
     * logits, and the routed update again, which the experts' gradients need; a group a row. Words: rows, experts, rank r, with
     * a shared expert or not, offset of the logits, of the compressed tokens, elements between the compressed tokens of two
     * experts (0: all have the same), offsets of v and of the results: for the compressed tokens {@code [rows, r]} for each
     * compression beside one another, for the logits {@code [rows, experts]}, and u; scale.
     */
    public static void backward(KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray work) {
        float[] shared = context.allocateFloatLocalArray(GROUP);
        float[] gates = context.allocateFloatLocalArray(EXPERTS);
        float[] slopes = context.allocateFloatLocalArray(EXPERTS);
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int t = context.localIdx;
        int row = context.groupIdx - CallList.first(table, start, call);
        int rows = table.get(d + ROWS);
        boolean live = row < rows;
        int experts = live ? table.get(d + EXPERT_COUNT) : 0;
        int rank = live ? table.get(d + RANK) : 0;
        int ungated = live ? table.get(d + SHARED) : 0;
        int logits = table.get(d + LOGITS) + row;
        int compressed = table.get(d + COMPRESSED) + row;
        int apart = table.get(d + APART);
        int width = (experts + ungated) * rank;
        int vAt = table.get(d + THROUGH) + row * rank;
        int expertStep = rows * rank;
        int own = apart == 0 ? rank : experts * rank;
        int cAt = table.get(d + TO_COMPRESSED) + row * own;
        int logitAt = table.get(d + TO_LOGITS) + row * experts;
        int uAt = table.get(d + TO_UPDATE) + row * width;
        float scale = Functions.real(table, d + BACKWARD_SCALE);
        float largest = -1e30f;
        for (int e = 0; e < experts; e++) {
            float logit = work.get(logits + e * rows);
            largest = logit > largest ? logit : largest;
        }
        float sum = 0;
        for (int e = 0; e < experts; e++) {
            sum += TornadoMath.exp(work.get(logits + e * rows) - largest);
        }
        for (int e = 0; e < experts; e++) {
            float along = 0;
            for (int j = t; j < rank; j += GROUP) {
                along += work.get(vAt + e * expertStep + j) * work.get(compressed + e * apart + j * rows);
            }
            shared[t] = along;
            context.localBarrier();
            for (int half = GROUP / 2; half > 0; half = half / 2) {
                if (t < half) {
                    shared[t] += shared[t + half];
                }
                context.localBarrier();
            }
            if (t == 0) {
                gates[e] = TornadoMath.exp(work.get(logits + e * rows) - largest) / sum;
                slopes[e] = scale * shared[0];
            }
            context.localBarrier();
        }
        if (t == 0) {
            float mean = 0;
            for (int e = 0; e < experts; e++) {
                mean += gates[e] * slopes[e];
            }
            for (int e = 0; e < experts; e++) {
                work.set(logitAt + e, gates[e] * (slopes[e] - mean));
            }
        }
        for (int j = t; j < rank; j += GROUP) {
            float all = 0;
            for (int e = 0; e < experts; e++) {
                float weight = scale * gates[e];
                float back = weight * work.get(vAt + e * expertStep + j);
                work.set(uAt + e * rank + j, weight * work.get(compressed + e * apart + j * rows));
                if (apart == 0) {
                    all += back;
                } else {
                    work.set(cAt + e * rank + j, back);
                }
            }
            if (ungated == 1) {
                all += scale * work.get(vAt + experts * expertStep + j);
                work.set(uAt + experts * rank + j, scale * work.get(compressed + j * rows));
            }
            if (apart == 0) {
                work.set(cAt + j, all);
            }
        }
    }
}
