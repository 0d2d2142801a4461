package io.spmtrack.cli.launch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Standard error while the JVM starts: the launcher {@code spmtrack} sends it through a filter that drops the JVM's warning
 * about incubator modules, for which there is no flag, and keeps the real one under the number in
 * {@code -Dspmtrack.stderr}. Where that is not set, nothing has been filtered.
 */
public final class StandardError {
    private static final String KEPT = "spmtrack.stderr";
    private static final int NUMBER = 2;

    private StandardError() {}

    /** Takes the real one back, for this program and all native code in it; the filter then ends. */
    @SuppressWarnings("restricted") // a call into the C library
    public static void restore() {
        Integer kept = Integer.getInteger(KEPT);
        if (kept == null) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor two =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        MethodHandle dup2 = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup2"), two);
        try {
            // Should it fail, messages go on through the filter, which passes them on.
            int ignored = (int) dup2.invokeExact((int) kept, NUMBER);
        } catch (Throwable e) {
            throw new IllegalStateException("standard error cannot be taken back from descriptor " + kept, e);
        }
    }
}
