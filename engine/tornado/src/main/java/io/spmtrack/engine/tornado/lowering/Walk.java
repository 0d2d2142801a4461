package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.tornado.device.Words;
import java.util.Arrays;

/**
 * A common walk through operands of one shape, innermost axis first: axes of size 1 are dropped, and axes that lie without
 * gaps in all operands are merged. Kernels turn a number into element indices with it.
 */
final class Walk {
    private final int operands;
    private final int[] sizes;
    private final int[][] strides;
    private int rank;

    private Walk(int axes, int operands) {
        this.operands = operands;
        this.sizes = new int[axes];
        this.strides = new int[axes][operands];
    }

    /** All axes of operands of equal shape. */
    static Walk of(Layout... operands) {
        return of(0, operands[0].shape().rank(), operands);
    }

    /** Axes {@code from} (inclusive) to {@code to} (exclusive) of operands that agree in them. */
    static Walk of(int from, int to, Layout... operands) {
        Walk walk = new Walk(to - from, operands.length);
        for (int axis = to - 1; axis >= from; axis--) {
            int[] strides = new int[operands.length];
            for (int i = 0; i < operands.length; i++) {
                strides[i] = Math.toIntExact(operands[i].stride(axis));
            }
            walk.add(operands[0].shape().size(axis), strides);
        }
        return walk;
    }

    private void add(int size, int... step) {
        if (size == 1) {
            return;
        }
        boolean merge = rank > 0;
        for (int i = 0; merge && i < operands; i++) {
            merge = step[i] == (long) strides[rank - 1][i] * sizes[rank - 1];
        }
        if (merge) {
            sizes[rank - 1] = Math.multiplyExact(sizes[rank - 1], size);
        } else {
            sizes[rank] = size;
            strides[rank++] = step;
        }
    }

    int rank() {
        return rank;
    }

    /** Number of elements. */
    int count() {
        return Arrays.stream(sizes, 0, rank).reduce(1, Math::multiplyExact);
    }

    /** The walk of one operand as a layout with at least one axis, followed by a further axis. */
    Layout layout(int operand, long offset, int size, long stride) {
        int axes = Math.max(1, rank);
        int[] all = new int[axes + 1];
        long[] steps = new long[axes + 1];
        all[0] = 1;
        for (int axis = 0; axis < rank; axis++) {
            all[rank - 1 - axis] = sizes[axis];
            steps[rank - 1 - axis] = strides[axis][operand];
        }
        all[axes] = size;
        steps[axes] = stride;
        return Layout.of(Shape.of(all), steps, offset);
    }

    /** Appends size and strides of each axis. */
    void to(Words words) {
        for (int axis = 0; axis < rank; axis++) {
            words.add(sizes[axis]).add(strides[axis]);
        }
    }

    /** The layout's axes {@code axes} only, in that order. */
    static Layout axes(Layout layout, int... axes) {
        int[] sizes = new int[axes.length];
        long[] strides = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            sizes[i] = layout.shape().size(axes[i]);
            strides[i] = layout.stride(axes[i]);
        }
        return Layout.of(Shape.of(sizes), strides, layout.offset());
    }
}
