package io.spmtrack.engine;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernels at the model's sizes allocate nothing on the Java heap where backward passes are compiled first. */
@Tag("fresh")
class BackwardFirstAllocationTest {
    @Test
    void steadyStateAllocatesNothing() {
        ModelKernels.settle(false);
    }
}
