package io.spmtrack.engine.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A tensor in a file's bytes: element {@code i} of shape {@code [d0, d1, ...]} lies at
 * {@code offset + i0*strides[0] + i1*strides[1] + ...}, counted in elements. Whoever builds one has checked that all lie in the data.
 */
final class TensorView {
    private final TensorEntry entry;
    private final MemorySegment data;
    private final long offset;
    private final long[] sizes;
    private final long[] strides;
    private final int rank;

    /** Axes of size 1 are dropped and axes that step evenly are joined, so that most tensors become one run. */
    TensorView(TensorEntry entry, MemorySegment data, long offset, long[] strides) {
        this.entry = entry;
        this.data = data;
        this.offset = offset;
        this.sizes = new long[strides.length];
        this.strides = new long[strides.length];
        int kept = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            long size = entry.shape().get(axis);
            if (size == 1) {
                continue;
            }
            if (kept > 0 && this.strides[kept - 1] == strides[axis] * size) {
                sizes[kept - 1] *= size;
                this.strides[kept - 1] = strides[axis];
            } else {
                sizes[kept] = size;
                this.strides[kept++] = strides[axis];
            }
        }
        this.rank = kept;
    }

    /** Elements one after another from the start of the data. */
    static TensorView contiguous(TensorEntry entry, MemorySegment data) {
        return new TensorView(entry, data, 0, contiguousStrides(entry));
    }

    private static long[] contiguousStrides(TensorEntry entry) {
        long[] strides = new long[entry.shape().size()];
        long step = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= Math.max(entry.shape().get(axis), 1);
        }
        return strides;
    }

    /** The tensor's bytes, where they are row-major single floats as native memory holds them. */
    Optional<MemorySegment> plain() {
        boolean together = rank == 0 || rank == 1 && strides[0] == 1;
        boolean same = entry.type() == ElementType.F32 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return together && same && entry.elements() > 0
                ? Optional.of(data.asSlice(offset * Float.BYTES, entry.bytes()))
                : Optional.empty();
    }

    TensorEntry entry() {
        return entry;
    }

    /** Row-major copy to single floats; half and bfloat16 widen exactly, doubles round to nearest. */
    void floats(MemorySegment target) {
        copy((from, step, to, count) -> floats(from, step, target, to, count));
    }

    /** Row-major copy to longs; U8 counts as unsigned, a truth value becomes 0 or 1. */
    void longs(MemorySegment target) {
        copy((from, step, to, count) -> longs(from, step, target, to, count));
    }

    /** Copies {@code count} elements that lie {@code step} apart, indices in elements. */
    private interface Run {
        void copy(long from, long step, long to, long count);
    }

    private void copy(Run run) {
        long elements = entry.elements();
        if (elements == 0) {
            return;
        }
        long count = rank == 0 ? 1 : sizes[rank - 1];
        long step = rank == 0 ? 1 : strides[rank - 1];
        long[] index = new long[Math.max(rank - 1, 0)];
        long from = offset;
        for (long to = 0; to < elements; to += count) {
            run.copy(from, step, to, count);
            from += advance(index);
        }
    }

    /** Moves to the next run; returns how far its first element lies from that of the last. */
    private long advance(long[] index) {
        long moved = 0;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            moved += strides[axis];
            if (++index[axis] < sizes[axis]) {
                return moved;
            }
            moved -= sizes[axis] * strides[axis];
            index[axis] = 0;
        }
        return moved;
    }

    private void floats(long from, long step, MemorySegment target, long to, long count) {
        switch (entry.type()) {
            case F32 -> singles(from, step, target, to, count);
            case F16 -> {
                for (long i = 0; i < count; i++) {
                    put(target, to + i, Float.float16ToFloat(int16(from + i * step)));
                }
            }
            case BF16 -> {
                for (long i = 0; i < count; i++) {
                    put(target, to + i, Float.intBitsToFloat(int16(from + i * step) << 16));
                }
            }
            case F64 -> {
                for (long i = 0; i < count; i++) {
                    put(target, to + i, (float) Double.longBitsToDouble(int64(from + i * step)));
                }
            }
            case BOOL, U8, I8, I16, I32, I64 -> throw new IllegalStateException(entry.type() + " is not floating");
        }
    }

    private void singles(long from, long step, MemorySegment target, long to, long count) {
        if (step == 1) {
            MemorySegment.copy(data, MappedFile.INT, from * 4, target, ValueLayout.JAVA_INT_UNALIGNED, to * 4, count);
            return;
        }
        for (long i = 0; i < count; i++) {
            target.set(ValueLayout.JAVA_INT_UNALIGNED, (to + i) * 4, int32(from + i * step));
        }
    }

    private void longs(long from, long step, MemorySegment target, long to, long count) {
        for (long i = 0; i < count; i++) {
            target.set(ValueLayout.JAVA_LONG_UNALIGNED, (to + i) * 8, whole(from + i * step));
        }
    }

    private long whole(long at) {
        return switch (entry.type()) {
            case BOOL -> int8(at) == 0 ? 0 : 1;
            case U8 -> Byte.toUnsignedLong(int8(at));
            case I8 -> int8(at);
            case I16 -> int16(at);
            case I32 -> int32(at);
            case I64 -> int64(at);
            case F16, BF16, F32, F64 -> throw new IllegalStateException(entry.type() + " is not an integer");
        };
    }

    private static void put(MemorySegment target, long index, float value) {
        target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * 4, value);
    }

    private byte int8(long at) {
        return data.get(ValueLayout.JAVA_BYTE, at);
    }

    private short int16(long at) {
        return data.get(MappedFile.SHORT, at * 2);
    }

    private int int32(long at) {
        return data.get(MappedFile.INT, at * 4);
    }

    private long int64(long at) {
        return data.get(MappedFile.LONG, at * 8);
    }
}
