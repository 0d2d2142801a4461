package io.spmtrack.engine.op;

import java.util.List;

/** An op that needs a kernel. */
public sealed interface Compute extends Op
        permits Unary, Binary, Select, Reduce, MatMul, Gather, ScatterAdd, Cast, Random, Assign, Fused {
    /** Inputs this op overwrites: output {@code i} is input {@code overwrites().get(i)} with new values. */
    default List<Integer> overwrites() {
        return List.of();
    }
}
