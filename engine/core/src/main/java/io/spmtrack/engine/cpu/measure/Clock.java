package io.spmtrack.engine.cpu.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * What a measurement's nanoseconds are read from. Work of one thread is timed by what that thread spent on a processor, which
 * other programs on the machine do not lengthen; work of several threads by the time that passes.
 */
public final class Clock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Clock() {}

    /** For work of so many threads, of which the one that asks is one. */
    public static LongSupplier of(int threads) {
        return threads == 1 && THREADS.isCurrentThreadCpuTimeSupported()
                ? THREADS::getCurrentThreadCpuTime
                : System::nanoTime;
    }
}
