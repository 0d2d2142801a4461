package io.spmtrack.engine.cpu.vector;

import static io.spmtrack.engine.cpu.vector.Lanes.INT;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A common walk through several operands of one shape, row-major: axes that lie without gaps in all of them are merged, so that
 * the innermost run is as long as it can be. Offsets and strides in elements.
 */
public final class Strided {
    private final int[] sizes;
    private final long[][] strides;
    private final long[] offsets;

    private Strided(int[] sizes, long[][] strides, long[] offsets) {
        this.sizes = sizes;
        this.strides = strides;
        this.offsets = offsets;
    }

    /** All axes of the operands, which have equal shapes. */
    public static Strided of(Layout... operands) {
        return of(operands[0].shape().rank(), operands);
    }

    /** The first {@code axes} axes of the operands. */
    public static Strided of(int axes, Layout... operands) {
        Shape shape = operands[0].shape();
        int[] sizes = new int[axes];
        long[][] strides = new long[operands.length][axes];
        long[] offsets = new long[operands.length];
        int count = 0;
        for (int axis = 0; axis < axes; axis++) {
            int size = shape.size(axis);
            if (size == 1) {
                continue;
            }
            boolean merge = count > 0;
            for (int i = 0; merge && i < operands.length; i++) {
                merge = strides[i][count - 1] == operands[i].stride(axis) * size;
            }
            int to = merge ? count - 1 : count++;
            sizes[to] = merge ? Math.multiplyExact(sizes[to], size) : size;
            for (int i = 0; i < operands.length; i++) {
                strides[i][to] = operands[i].stride(axis);
            }
        }
        for (int i = 0; i < operands.length; i++) {
            offsets[i] = operands[i].offset();
            strides[i] = Arrays.copyOf(strides[i], count);
        }
        return new Strided(Arrays.copyOf(sizes, count), strides, offsets);
    }

    int rank() {
        return sizes.length;
    }

    /** Length of the innermost run. */
    public int inner() {
        return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
    }

    /** Number of innermost runs. */
    public long outer() {
        long outer = 1;
        for (int axis = 0; axis < sizes.length - 1; axis++) {
            outer *= sizes[axis];
        }
        return outer;
    }

    public long count() {
        return outer() * inner();
    }

    /** Stride of an operand along the innermost run. */
    public long step(int operand) {
        return sizes.length == 0 ? 1 : strides[operand][sizes.length - 1];
    }

    /** Element at which run {@code run} of an operand begins. */
    public long at(int operand, long run) {
        long at = offsets[operand];
        long left = run;
        for (int axis = sizes.length - 2; axis >= 0; axis--) {
            at += left % sizes[axis] * strides[operand][axis];
            left /= sizes[axis];
        }
        return at;
    }

    /** Where every run of an operand begins. */
    public Offsets offsets(int operand) {
        long[] all = new long[Math.toIntExact(outer())];
        for (int run = 0; run < all.length; run++) {
            all[run] = at(operand, run);
        }
        return Offsets.of(all);
    }

    /** Where every element of an operand lies. */
    public Offsets starts(int operand) {
        long[] all = new long[Math.toIntExact(count())];
        for (int i = 0; i < all.length; i++) {
            all[i] = at(operand, i / inner()) + i % inner() * step(operand);
        }
        return Offsets.of(all);
    }

    /** Copies elements {@code from … from+count-1} of the walk to a contiguous place (byte offset). */
    public void read(int operand, MemorySegment data, long from, int count, MemorySegment to, long toAt) {
        long step = step(operand) << 2;
        long run = from / inner();
        int position = (int) (from % inner());
        int done = 0;
        while (done < count) {
            int length = Math.min(count - done, inner() - position);
            long at = (at(operand, run) << 2) + position * step;
            for (int i = 0; i < length; i++) {
                to.set(INT, toAt + 4L * (done + i), data.get(INT, at + i * step));
            }
            done += length;
            position = 0;
            run++;
        }
    }

    /** The reverse of {@link #read}. */
    public void write(int operand, MemorySegment data, long from, int count, MemorySegment source, long sourceAt) {
        long step = step(operand) << 2;
        long run = from / inner();
        int position = (int) (from % inner());
        int done = 0;
        while (done < count) {
            int length = Math.min(count - done, inner() - position);
            long at = (at(operand, run) << 2) + position * step;
            for (int i = 0; i < length; i++) {
                data.set(INT, at + i * step, source.get(INT, sourceAt + 4L * (done + i)));
            }
            done += length;
            position = 0;
            run++;
        }
    }
}
