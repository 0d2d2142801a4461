package io.spmtrack.engine;

import java.util.Objects;

/** What is known of a tensor when it is recorded: element type and shape. */
public record TensorType(DType dtype, Shape shape) {
    public TensorType {
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(shape, "shape");
    }

    /** A type of 32-bit floats. */
    public static TensorType f32(Shape shape) {
        return new TensorType(DType.F32, shape);
    }

    @Override
    public String toString() {
        return dtype == DType.F32 ? shape.toString() : dtype + shape.toString();
    }
}
