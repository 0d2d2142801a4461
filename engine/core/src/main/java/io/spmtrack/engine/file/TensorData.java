package io.spmtrack.engine.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;

/** A tensor to be written: its elements row-major, little-endian, in the given type. */
public record TensorData(TensorEntry entry, Values values) {
    /** Where the elements are when they are written; not before, so that they need not be in memory all at once. */
    @FunctionalInterface
    public interface Values {
        /** Shows all elements to a reader. */
        void read(Consumer<MemorySegment> reader);
    }

    private static TensorData of(TensorEntry entry, MemorySegment data) {
        entry.requireSize(data);
        return new TensorData(entry, reader -> reader.accept(data));
    }

    /** Single floats that somebody shows when they are written. */
    public static TensorData floats(String name, List<Long> shape, Values values) {
        return new TensorData(new TensorEntry(name, ElementType.F32, shape), values);
    }

    /** Single floats that somebody shows when they are written, stored in half precision, each rounded to the nearest. */
    public static TensorData halves(String name, List<Long> shape, Values floats) {
        TensorEntry entry = new TensorEntry(name, ElementType.F16, shape);
        return new TensorData(entry, reader -> floats.read(shown -> reader.accept(halved(shown))));
    }

    private static MemorySegment halved(MemorySegment floats) {
        short[] halves = new short[Math.toIntExact(floats.byteSize() / Float.BYTES)];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = Float.floatToFloat16(floats.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i));
        }
        return MemorySegment.ofArray(halves);
    }

    /** Single floats in memory of any kind; not copied, so it must live and stay unchanged until written. */
    public static TensorData floats(String name, List<Long> shape, MemorySegment values) {
        return of(new TensorEntry(name, ElementType.F32, shape), values);
    }

    /** Single floats; not copied. */
    public static TensorData floats(String name, List<Long> shape, float... values) {
        return floats(name, shape, MemorySegment.ofArray(values));
    }

    /** Whole numbers, stored as I64; not copied. */
    public static TensorData longs(String name, List<Long> shape, long... values) {
        return of(new TensorEntry(name, ElementType.I64, shape), MemorySegment.ofArray(values));
    }

    /** One whole number, shape []. */
    public static TensorData scalar(String name, long value) {
        return longs(name, List.of(), value);
    }

    /** One truth value, shape []. */
    public static TensorData flag(String name, boolean value) {
        byte[] bytes = {(byte) (value ? 1 : 0)};
        return of(new TensorEntry(name, ElementType.BOOL, List.of()), MemorySegment.ofArray(bytes));
    }
}
