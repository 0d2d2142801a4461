package io.spmtrack.engine.cpu.run;

import java.util.List;
import java.util.function.Function;

/**
 * A kernel before it is given its workspace.
 *
 * @param workspace elements of scratch memory it needs
 * @param strips floats each thread needs for packed rows
 * @param bind makes the kernel once all have said what they need
 */
public record Lowered(long workspace, int strips, Function<Workspace, Kernel> bind) {
    public Lowered(long workspace, Function<Workspace, Kernel> bind) {
        this(workspace, 0, bind);
    }

    public static Lowered of(Kernel kernel) {
        return new Lowered(0, workspace -> kernel);
    }

    /** Kernels one after the other; each has the whole workspace. */
    public static Lowered sequence(List<Lowered> parts) {
        long workspace = parts.stream().mapToLong(Lowered::workspace).max().orElse(0);
        int strips = parts.stream().mapToInt(Lowered::strips).max().orElse(0);
        return new Lowered(workspace, strips, memory -> {
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
