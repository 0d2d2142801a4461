package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;

/** What a kernel sees of a slab; the layout's offset counts from the slab's first element. */
public record Operand(Slab slab, Layout layout) {
    public Shape shape() {
        return layout.shape();
    }

    public int offset() {
        return Math.toIntExact(layout.offset());
    }

    public int stride(int axis) {
        return Math.toIntExact(layout.stride(axis));
    }

    /** Whether all axes but the last are one, as those of rows are. */
    public boolean isRows() {
        return layout.reshape(rows()).isPresent();
    }

    /** {@code [.., K]} as rows. */
    public Operand flat() {
        return new Operand(slab, layout.reshape(rows()).orElseThrow());
    }

    private Shape rows() {
        Shape shape = shape();
        return Shape.of(Math.toIntExact(shape.axes(0, shape.rank() - 1).count()), shape.size(-1));
    }

    /** The stride of the outermost axis, if there is an axis to walk along. */
    private long period() {
        long period = 0;
        for (int axis = 0; axis < shape().rank(); axis++) {
            period = shape().size(axis) > 1 ? Math.max(period, layout.stride(axis)) : period;
        }
        return period;
    }

    /** Elements from the first to the last, both included, along all axes with strides below a limit. */
    private long extent(long limit) {
        long last = 0;
        for (int axis = 0; axis < shape().rank(); axis++) {
            last += layout.stride(axis) < limit ? (shape().size(axis) - 1L) * layout.stride(axis) : 0;
        }
        return last + 1;
    }

    /** The first element of the slab behind all of this. */
    long end() {
        return shape().count() == 0 ? 0 : layout.offset() + extent(Long.MAX_VALUE);
    }

    /** Whether an element may belong to both; true also where that is too hard to tell. */
    public boolean touches(Operand other) {
        if (slab != other.slab || shape().count() == 0 || other.shape().count() == 0) {
            return false;
        }
        long period = period();
        boolean lanes = period > 0 && period == other.period() && fits(period) && other.fits(period);
        long start = lanes ? layout.offset() % period : layout.offset();
        long otherStart = lanes ? other.layout.offset() % period : other.layout.offset();
        long limit = lanes ? period : Long.MAX_VALUE;
        boolean all =
                overlap(layout.offset(), extent(Long.MAX_VALUE), other.layout.offset(), other.extent(Long.MAX_VALUE));
        return all && overlap(start, extent(limit), otherStart, other.extent(limit));
    }

    /** Whether all elements lie in the same part of every period, as columns of a matrix do. */
    private boolean fits(long period) {
        return layout.offset() % period + extent(period) <= period;
    }

    private static boolean overlap(long start, long extent, long otherStart, long otherExtent) {
        return start < otherStart + otherExtent && otherStart < start + extent;
    }
}
