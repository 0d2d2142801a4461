package io.spmtrack.engine;

import java.util.Arrays;
import java.util.Optional;

/** Where the elements of a tensor lie in its slot: shape, one stride per axis and an offset, all counted in elements. */
public final class Layout {
    private final Shape shape;
    private final long[] strides;
    private final long offset;

    private Layout(Shape shape, long[] strides, long offset) {
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
    }

    /** Row-major without gaps, from element {@code offset}. */
    public static Layout contiguous(Shape shape, long offset) {
        long[] strides = new long[shape.rank()];
        long step = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= shape.size(axis);
        }
        return new Layout(shape, strides, offset);
    }

    /** Any layout; strides may be 0 (an expanded axis). */
    public static Layout of(Shape shape, long[] strides, long offset) {
        if (strides.length != shape.rank() || offset < 0) {
            throw new IllegalArgumentException(
                    "strides " + Arrays.toString(strides) + ", offset " + offset + " do not fit " + shape);
        }
        return new Layout(shape, strides.clone(), offset);
    }

    public Shape shape() {
        return shape;
    }

    /** Elements between neighbours along an axis; negative axes count from the end. */
    public long stride(int axis) {
        return strides[shape.axis(axis)];
    }

    /** The strides, a copy. */
    public long[] strides() {
        return strides.clone();
    }

    /** Element index of the first element. */
    public long offset() {
        return offset;
    }

    /** Whether the elements lie row-major without gaps. */
    public boolean isContiguous() {
        long step = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.size(axis) != 1 && strides[axis] != step) {
                return shape.count() == 0;
            }
            step *= shape.size(axis);
        }
        return true;
    }

    /** The same elements with the axes in another order. */
    public Layout permute(int... order) {
        int[] sizes = new int[order.length];
        long[] moved = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sizes[i] = shape.size(order[i]);
            moved[i] = strides[order[i]];
        }
        return new Layout(Shape.of(sizes), moved, offset);
    }

    /** Stretches axes of size 1 (and puts new ones in front) to reach {@code target}. */
    public Layout expand(Shape target) {
        long[] stretched = new long[target.rank()];
        int front = target.rank() - shape.rank();
        for (int axis = 0; axis < shape.rank(); axis++) {
            stretched[front + axis] = shape.size(axis) == target.size(front + axis) ? strides[axis] : 0;
        }
        return new Layout(target, stretched, offset);
    }

    /** Elements {@code start … start+length-1} of one axis. */
    public Layout slice(int axis, int start, int length) {
        return new Layout(shape.with(axis, length), strides, offset + start * stride(axis));
    }

    /** The same elements in another shape, or nothing where that needs a copy. */
    public Optional<Layout> reshape(Shape target) {
        if (shape.count() == 0) {
            return Optional.of(contiguous(target, offset));
        }
        long[] result = new long[target.rank()];
        int to = 0;
        int from = 0;
        while (from < shape.rank() || to < target.rank()) {
            int firstFrom = from;
            int firstTo = to;
            long left = from < shape.rank() ? shape.size(from++) : 1;
            long right = to < target.rank() ? target.size(to++) : 1;
            while (left != right) {
                if (left < right) {
                    left *= shape.size(from++);
                } else {
                    right *= target.size(to++);
                }
            }
            if (!split(firstFrom, from, target, firstTo, to, result)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Layout(target, result, offset));
    }

    /** Gives axes {@code firstTo…to} of the target the strides of our axes {@code firstFrom…from} if those lie without gaps. */
    private boolean split(int firstFrom, int from, Shape target, int firstTo, int to, long[] result) {
        long step = -1;
        long innermost = 1;
        for (int axis = from - 1; axis >= firstFrom; axis--) {
            if (shape.size(axis) == 1) {
                continue;
            }
            if (step < 0) {
                innermost = strides[axis];
            } else if (strides[axis] != step) {
                return false;
            }
            step = strides[axis] * shape.size(axis);
        }
        long stride = innermost;
        for (int axis = to - 1; axis >= firstTo; axis--) {
            result[axis] = stride;
            stride *= target.size(axis);
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layout layout
                && shape.equals(layout.shape)
                && Arrays.equals(strides, layout.strides)
                && offset == layout.offset;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * shape.hashCode() + Arrays.hashCode(strides)) + Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return isContiguous() && offset == 0
                ? shape.toString()
                : shape + " strides " + Arrays.toString(strides) + " offset " + offset;
    }
}
