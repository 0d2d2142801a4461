package io.spmtrack.engine;

import io.spmtrack.engine.op.Fused;
import java.util.List;
import java.util.Map;

/** A way to run plans. */
public interface Backend {
    /** The name on the command line. */
    String name();

    /** Whether this backend has a kernel of its own for a fused op on such inputs; else the compiler expands the op. */
    boolean fuses(Fused op, List<TensorType> in);

    /**
     * Prepares programs that share parameters and workspace.
     *
     * @param programs plans by name, compiled for this backend
     */
    Session load(Map<String, Plan> programs);
}
