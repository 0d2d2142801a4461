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
     * The devices this backend sees, each described in one line; empty where there is no choice.
     *
     * @throws InputException in one sentence, where what the backend needs is missing
     */
    default List<String> devices() {
        return List.of();
    }

    /** Whether this JVM was started with what the backend needs. */
    default boolean ready() {
        return true;
    }

    /**
     * This backend on one of its devices.
     *
     * @param device its place among {@link #devices}, counted from 0, or the name it has there
     * @throws InputException if there is no choice
     */
    default Backend on(String device) {
        throw new InputException("--device=" + device + ": backend " + name() + " has no choice of devices");
    }

    /**
     * This backend with large products in a precision.
     *
     * @throws InputException if it has no other than {@link Precision#FP32}
     */
    default Backend in(Precision precision) {
        if (precision == Precision.FP32) {
            return this;
        }
        throw new InputException("--precision=" + precision.label() + ": backend " + name()
                + " computes in fp32; others need an NVIDIA GPU, see docs/gpu.md");
    }

    /** What large products are computed in. */
    default Precision precision() {
        return Precision.FP32;
    }

    /** What a user should know about how this backend computes, each in one line; looks at its device. */
    default List<String> remarks() {
        return List.of();
    }

    /** What {@link #load} would build for programs, in lines of a name, a tab and a value; without reserving their memory. */
    default List<String> describe(Map<String, Plan> programs) {
        return List.of();
    }

    /**
     * Bytes that {@link #load} would reserve beside parameters, temporaries, inputs and outputs: copies of parameters in a form of
     * its own, scratch memory of kernels; less the parameters that it releases. Without reserving them.
     */
    default long reserves(Map<String, Plan> programs) {
        return 0;
    }

    /**
     * Prepares programs that share parameters and workspace.
     *
     * @param programs plans by name, compiled for this backend
     */
    Session load(Map<String, Plan> programs);
}
