package io.spmtrack.engine;

import java.util.Arrays;

/** Sizes of a tensor's axes, outermost first; no axis means a scalar, an axis of size 0 an empty tensor. */
public final class Shape {
    private final int[] sizes;

    private Shape(int[] sizes) {
        this.sizes = sizes;
        long count = 1;
        for (int size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException("negative axis in " + Arrays.toString(sizes));
            }
            count = Math.multiplyExact(count, size);
        }
    }

    /** A shape of the given axis sizes. */
    public static Shape of(int... sizes) {
        return new Shape(sizes.clone());
    }

    /** Number of axes. */
    public int rank() {
        return sizes.length;
    }

    /** Size of an axis; negative axes count from the end. */
    public int size(int axis) {
        return sizes[axis(axis)];
    }

    /** Number of elements. */
    public long count() {
        long count = 1;
        for (int size : sizes) {
            count *= size;
        }
        return count;
    }

    /** The sizes, a copy. */
    public int[] sizes() {
        return sizes.clone();
    }

    /** The axis as a number from 0; negative ones count from the end. */
    public int axis(int axis) {
        int positive = axis < 0 ? axis + sizes.length : axis;
        if (positive < 0 || positive >= sizes.length) {
            throw new IllegalArgumentException("no axis " + axis + " in " + this);
        }
        return positive;
    }

    /** This shape with one axis of another size. */
    public Shape with(int axis, int size) {
        int[] changed = sizes.clone();
        changed[axis(axis)] = size;
        return new Shape(changed);
    }

    /** Axes {@code from} (inclusive) to {@code to} (exclusive). */
    public Shape axes(int from, int to) {
        return new Shape(Arrays.copyOfRange(sizes, from, to));
    }

    /** This shape followed by further axes. */
    public Shape append(int... more) {
        int[] joined = Arrays.copyOf(sizes, sizes.length + more.length);
        System.arraycopy(more, 0, joined, sizes.length, more.length);
        return new Shape(joined);
    }

    /** The common shape two tensors broadcast to: axes aligned at the end, size 1 stretches. */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] sizes = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int left = i <= a.rank() ? a.size(-i) : 1;
            int right = i <= b.rank() ? b.size(-i) : 1;
            if (left != right && left != 1 && right != 1) {
                throw new IllegalArgumentException("shapes do not broadcast: " + a + " and " + b);
            }
            sizes[rank - i] = left == 1 ? right : left;
        }
        return new Shape(sizes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
