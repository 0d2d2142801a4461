package io.spmtrack.engine.cpu;

import java.lang.foreign.MemorySegment;

/** A batch of matrices in native memory with any strides, counted in elements. */
record Matrix(MemorySegment data, Offsets offsets, long rowStride, long columnStride) implements RightOperand {
    /** One dense row-major matrix. */
    static Matrix dense(MemorySegment data, long offset, int columns) {
        return new Matrix(data, Offsets.of(offset), columns, 1);
    }

    /** Rows and columns exchanged; the memory is the same. */
    Matrix transposed() {
        return new Matrix(data, offsets, columnStride, rowStride);
    }

    /** Byte position of an element. */
    long at(int batch, long row, long column) {
        return (offsets.at(batch) + row * rowStride + column * columnStride) << 2;
    }
}
