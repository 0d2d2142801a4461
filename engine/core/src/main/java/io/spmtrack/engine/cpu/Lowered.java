package io.spmtrack.engine.cpu;

import java.util.List;
import java.util.function.Function;

/** A kernel that waits for its workspace: how many elements it needs, and how to bind it once all kernels have said so. */
record Lowered(long workspace, Function<Workspace, Kernel> bind) {
    static Lowered of(Kernel kernel) {
        return new Lowered(0, workspace -> kernel);
    }

    /** Kernels one after the other; each has the whole workspace. */
    static Lowered sequence(List<Lowered> parts) {
        long workspace = parts.stream().mapToLong(Lowered::workspace).max().orElse(0);
        return new Lowered(workspace, memory -> {
            Kernel[] kernels =
                    parts.stream().map(part -> part.bind().apply(memory)).toArray(Kernel[]::new);
            return workers -> {
                for (Kernel kernel : kernels) {
                    kernel.run(workers);
                }
            };
        });
    }
}
