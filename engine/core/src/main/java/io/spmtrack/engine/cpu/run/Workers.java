package io.spmtrack.engine.cpu.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of daemon threads that run one {@link Share} together with the caller. Each begins with its own share; one that is late,
 * because it was parked or other programs have its core, finds that another thread has taken it. Waiting threads spin for a moment,
 * then park; a run allocates nothing. Calls from several threads take turns; a part must not call {@link #run} itself.
 */
public final class Workers implements AutoCloseable {
    // About 50 µs: longer than the gap between two kernels of a step, short enough not to burn an idle core.
    private static final int SPINS = 2_000;

    private static final long SMALL = 4096;

    // Each number on a cache line of its own.
    private static final int LINE = 16;

    private final Thread[] threads;
    private final boolean[] parked;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger epoch = new AtomicInteger();
    // The last epoch in which somebody began a share.
    private final AtomicIntegerArray begun;
    private final int count;
    private Share part = (thread, all) -> {};
    private Throwable failure;
    private Thread caller;
    private volatile boolean callerParked;
    private volatile boolean closed;

    /** Starts {@code threads - 1} daemon threads; the caller of {@link #run} is the remaining one. */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("workers: at least 1 thread is needed, not " + threads);
        }
        this.count = threads;
        this.caller = Thread.currentThread();
        this.threads = new Thread[threads];
        this.parked = new boolean[threads];
        this.begun = new AtomicIntegerArray(LINE * threads);
        for (int i = 1; i < threads; i++) {
            int index = i;
            this.threads[i] =
                    Thread.ofPlatform().daemon().name("spmtrack-worker-" + i).unstarted(() -> work(index));
        }
        for (int i = 1; i < threads; i++) {
            this.threads[i].start();
        }
    }

    public int threads() {
        return count;
    }

    /** Runs every share and returns when all are done; the first exception of a share is thrown here. */
    public synchronized void run(Share work) {
        if (closed) {
            throw new IllegalStateException("workers: already closed");
        }
        if (count == 1) {
            work.run(0, 1);
            return;
        }
        runShares(0, start(work));
        await();
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            rethrow(thrown);
        }
    }

    /** The same, in the calling thread alone where {@code work} elements take less time than waking another. */
    public void run(Share part, long work) {
        if (work < SMALL) {
            part.run(0, 1);
        } else {
            run(part);
        }
    }

    private int start(Share work) {
        caller = Thread.currentThread();
        part = work;
        pending.set(count);
        int started = epoch.incrementAndGet(); // publishes the fields above
        synchronized (parked) {
            for (int i = 1; i < count; i++) {
                if (parked[i]) {
                    LockSupport.unpark(threads[i]);
                }
            }
        }
        return started;
    }

    private void await() {
        for (int spin = 0; pending.get() != 0 && spin < SPINS; spin++) {
            Thread.onSpinWait();
        }
        callerParked = true;
        while (pending.get() != 0) {
            LockSupport.park(this);
        }
        callerParked = false;
    }

    private void work(int index) {
        int seen = 0;
        while (true) {
            awaitEpoch(index, seen);
            if (closed) {
                return;
            }
            seen = epoch.get();
            runShares(index, seen);
        }
    }

    private void awaitEpoch(int index, int seen) {
        for (int spin = 0; spin < SPINS; spin++) {
            if (epoch.get() != seen || closed) {
                return;
            }
            Thread.onSpinWait();
        }
        setParked(index, true);
        while (epoch.get() == seen && !closed) {
            LockSupport.park(this);
        }
        setParked(index, false);
    }

    // A thread that comes too late for an epoch finds all its shares begun, and part may be that of a later one.
    private void runShares(int index, int started) {
        Share work = part;
        for (int i = 0; i < count; i++) {
            int share = (index + i) % count;
            if (begun.compareAndSet(LINE * share, started - 1, started)) {
                runShare(work, share);
                if (pending.decrementAndGet() == 0 && callerParked) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    private void setParked(int index, boolean value) {
        synchronized (parked) {
            parked[index] = value;
        }
    }

    private void runShare(Share work, int index) {
        try {
            work.run(index, count);
        } catch (Throwable thrown) {
            synchronized (parked) {
                if (failure == null) {
                    failure = thrown;
                }
            }
        }
    }

    private static void rethrow(Throwable thrown) {
        if (thrown instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(thrown);
    }

    /** Ends the threads; a later {@link #run} is refused. */
    @Override
    public synchronized void close() {
        closed = true;
        for (int i = 1; i < count; i++) {
            LockSupport.unpark(threads[i]);
        }
    }
}
