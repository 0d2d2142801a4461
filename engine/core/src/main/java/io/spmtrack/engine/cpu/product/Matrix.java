package io.spmtrack.engine.cpu.product;

import io.spmtrack.engine.cpu.vector.Offsets;
import java.lang.foreign.MemorySegment;

/** A batch of matrices in native memory with any strides, counted in elements. */
public record Matrix(MemorySegment data, Offsets offsets, long rowStride, long columnStride) implements RightOperand {
    /** One dense row-major matrix. */
    public static Matrix dense(MemorySegment data, long offset, int columns) {
        return new Matrix(data, Offsets.of(offset), columns, 1);
    }

    /** Rows and columns exchanged; the memory is the same. */
    public Matrix transposed() {
        return new Matrix(data, offsets, columnStride, rowStride);
    }

    /** Byte position of an element. */
    public long at(int batch, long row, long column) {
        return (offsets.at(batch) + row * rowStride + column * columnStride) << 2;
    }
}
