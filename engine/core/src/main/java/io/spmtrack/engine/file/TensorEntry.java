package io.spmtrack.engine.file;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** What a file says about one tensor: the name by which the file gives it out, element type, shape ([] for a scalar). */
public record TensorEntry(String name, ElementType type, List<Long> shape) {
    /** @throws ArithmeticException if the element count or the size in bytes exceeds 63 bits */
    public TensorEntry {
        shape = List.copyOf(shape);
        Math.multiplyExact(elements(shape), type.bytes());
    }

    /** Number of elements; 1 for a scalar. */
    public long elements() {
        return elements(shape);
    }

    /** Size of the elements in bytes, in their stored type. */
    public long bytes() {
        return elements() * type.bytes();
    }

    /** @throws IllegalArgumentException if the data's size is not that of the shape and type */
    void requireSize(MemorySegment data) {
        if (data.byteSize() != bytes()) {
            throw new IllegalArgumentException(this + " needs " + bytes() + " bytes, the data has " + data.byteSize());
        }
    }

    private static long elements(List<Long> shape) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new ArithmeticException("negative size");
            }
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }
}
