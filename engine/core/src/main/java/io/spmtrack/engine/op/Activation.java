package io.spmtrack.engine.op;

import io.spmtrack.engine.Tensor;

/** What may follow a linear layer in the same kernel. */
public enum Activation {
    NONE,
    RELU,
    GELU,
    SILU;

    /** The function of each element. */
    public Tensor of(Tensor x) {
        return switch (this) {
            case NONE -> x;
            case RELU -> x.unary(UnaryKind.RELU);
            case GELU -> x.unary(UnaryKind.GELU);
            case SILU -> x.unary(UnaryKind.SILU);
        };
    }

    /** The derivative at each element; not for {@link #NONE}. */
    Tensor slope(Tensor x) {
        return switch (this) {
            case NONE -> throw new IllegalArgumentException("the identity has no slope to compute");
            case RELU -> x.binary(BinaryKind.GREATER, x.tape().constant(0));
            case GELU -> x.unary(UnaryKind.GELU_SLOPE);
            case SILU -> x.unary(UnaryKind.SILU_SLOPE);
        };
    }
}
