package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Reductions; one launch may do {@link CallList several}. Words: number of results, elements of each, function, parts each is split into, elements of a part, offsets of
 * operand and result, ranks of kept and reduced axes, then size and strides (operand, result) of each kept axis and size and
 * stride of each reduced one. With more than one part, partial results lie one after the other from the result's offset.
 */
public final class Reductions {
    /** Work-items of a group. */
    public static final int GROUP = 128;

    /** Elements summed before they are added to a total, so that long sums stay exact. */
    private static final int BLOCK = 32;

    /** Places among the words, by which the lowering hands them over. */
    public static final int RESULTS = 0;

    public static final int LENGTH = 1;

    public static final int FUNCTION = 2;

    public static final int PARTIALS = 3;

    public static final int SHARE = 4;

    public static final int X = 5;

    public static final int Y = 6;

    public static final int KEPT_RANK = 7;

    public static final int REDUCED_RANK = 8;

    public static final int AXES = 9;

    private Reductions() {}

    /** A group for each result and part. */
    public static void wide(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, FloatArray y) {
        float[] shared = context.allocateFloatLocalArray(GROUP);
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int t = context.localIdx;
        int item = context.groupIdx - CallList.first(table, start, call);
        int code = table.get(d + FUNCTION);
        int parts = table.get(d + PARTIALS);
        boolean live = item < table.get(d + RESULTS) * parts;
        int xAt = table.get(d + X);
        int yAt = table.get(d + Y) + item;
        float total = Functions.identity(code);
        if (live) {
            int result = item / parts;
            int from = (item - result * parts) * table.get(d + SHARE);
            int to = from + table.get(d + SHARE);
            if (to > table.get(d + LENGTH)) {
                to = table.get(d + LENGTH);
            }
            int kept = table.get(d + KEPT_RANK);
            int reduced = table.get(d + REDUCED_RANK);
            int entry = d + AXES;
            int place = table.get(d + Y);
            int rest = result;
            for (int axis = 0; axis < kept; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                place += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            if (parts == 1) {
                yAt = place;
            }
            for (int i = from + t; i < to; i += GROUP) {
                int at = xAt;
                int left = i;
                int inner = entry;
                for (int axis = 0; axis < reduced; axis++) {
                    int next = left / table.get(inner);
                    at += (left - next * table.get(inner)) * table.get(inner + 1);
                    left = next;
                    inner += 2;
                }
                total = Functions.both(code, total, Functions.term(code, x.get(at)));
            }
        }
        shared[t] = total;
        context.localBarrier();
        for (int half = GROUP / 2; half > 0; half = half / 2) {
            if (t < half) {
                shared[t] = Functions.both(code, shared[t], shared[t + half]);
            }
            context.localBarrier();
        }
        if (live && t == 0) {
            y.set(yAt, shared[0]);
        }
    }

    /** A work-item for each result and part. */
    public static void narrow(
            KernelContext context, IntArray cursor, int slot, IntArray table, FloatArray x, FloatArray y) {
        int start = cursor.get(slot);
        int call = CallList.of(table, start, context.groupIdx);
        int d = CallList.words(table, start, call);
        int item = (context.groupIdx - CallList.first(table, start, call)) * GROUP + context.localIdx;
        int results = table.get(d + RESULTS);
        int parts = table.get(d + PARTIALS);
        if (item < results * parts) {
            int code = table.get(d + FUNCTION);
            // Neighbours take neighbouring results, so that they read neighbouring elements.
            int part = item / results;
            int result = item - part * results;
            int from = part * table.get(d + SHARE);
            int to = from + table.get(d + SHARE);
            if (to > table.get(d + LENGTH)) {
                to = table.get(d + LENGTH);
            }
            int kept = table.get(d + KEPT_RANK);
            int reduced = table.get(d + REDUCED_RANK);
            int entry = d + AXES;
            int xAt = table.get(d + X);
            int place = table.get(d + Y);
            int rest = result;
            for (int axis = 0; axis < kept; axis++) {
                int next = rest / table.get(entry);
                int index = rest - next * table.get(entry);
                xAt += index * table.get(entry + 1);
                place += index * table.get(entry + 2);
                rest = next;
                entry += 3;
            }
            if (parts > 1) {
                place = table.get(d + Y) + result * parts + part;
            }
            float total = Functions.identity(code);
            float block = total;
            int filled = 0;
            for (int i = from; i < to; i++) {
                int at = xAt;
                int left = i;
                int inner = entry;
                for (int axis = 0; axis < reduced; axis++) {
                    int next = left / table.get(inner);
                    at += (left - next * table.get(inner)) * table.get(inner + 1);
                    left = next;
                    inner += 2;
                }
                block = Functions.both(code, block, Functions.term(code, x.get(at)));
                filled++;
                if (filled == BLOCK) {
                    total = Functions.both(code, total, block);
                    block = Functions.identity(code);
                    filled = 0;
                }
            }
            y.set(place, Functions.both(code, total, block));
        }
    }
}
