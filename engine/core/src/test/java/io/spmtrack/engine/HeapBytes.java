package io.spmtrack.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Counts, to the byte, what the caller and the workers alive when it was made allocate on the Java heap. */
public final class HeapBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long[] workers = Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("spmtrack-worker"))
            .mapToLong(Thread::threadId)
            .toArray();

    /** Bytes allocated during a run. */
    public long of(Runnable run) {
        long others = workers();
        long own = THREADS.getCurrentThreadAllocatedBytes();
        run.run();
        own = THREADS.getCurrentThreadAllocatedBytes() - own; // asking for the workers' allocates, so it comes after
        return own + workers() - others;
    }

    private long workers() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(workers)).sum();
    }
}
