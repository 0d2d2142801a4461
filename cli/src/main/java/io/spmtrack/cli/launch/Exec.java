package io.spmtrack.cli.launch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Puts another program in the place of this process. A launcher of MPI knows its ranks by their processes and hands them open
 * descriptors, which a child would not have.
 */
@SuppressWarnings("restricted") // calls into the C library
final class Exec {
    private Exec() {}

    /** Whether a launcher of MPI has started this process. */
    static boolean isWanted() {
        return System.getenv().keySet().stream().anyMatch(name -> name.startsWith("PMI") || name.startsWith("OMPI_"));
    }

    /**
     * Does not return, unless it fails.
     *
     * @param utf8 whether the program is to have a locale whose names of files are UTF-8
     */
    static void run(List<String> command, boolean utf8) {
        Linker linker = Linker.nativeLinker();
        MethodHandle execv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("execv"), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(ADDRESS, command.size() + 1L);
            for (int i = 0; i < command.size(); i++) {
                arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i)));
            }
            if (utf8) {
                int ignored = (int) setenv.invokeExact(arena.allocateFrom("LC_ALL"), arena.allocateFrom("C.UTF-8"), 1);
            }
            int failed = (int) execv.invokeExact(arena.allocateFrom(command.getFirst()), arguments);
            throw new IllegalStateException("execv answers " + failed);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("execv cannot be called", e);
        }
    }
}
