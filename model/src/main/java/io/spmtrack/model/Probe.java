package io.spmtrack.model;

import io.spmtrack.engine.Tensor;

/** Sees tensors inside the network by name while it is recorded, for tests and explanations. */
@FunctionalInterface
public interface Probe {
    /** Sees nothing. */
    Probe NONE = (name, value) -> {};

    /** Called with each named tensor. */
    void see(String name, Tensor value);

    /** A probe whose names get a prefix. */
    default Probe below(String prefix) {
        return (name, value) -> see(prefix + name, value);
    }
}
