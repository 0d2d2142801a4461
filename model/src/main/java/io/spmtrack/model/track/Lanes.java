package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions of the same weights for targets that are independent of one another: one session on all threads, or several at once on
 * a thread each, which a small network gains from, because its steps are too short to be divided. Which of the two is faster is
 * measured. Results are the same: they depend neither on the number of threads nor on other targets.
 */
public final class Lanes implements AutoCloseable {
    /** Each further session keeps its own copy of the weights, packed for the kernels. */
    private static final long MOST_COPIES = 256L << 20;

    private static final long WARM_UP = 200_000_000;
    private static final long MEASURED = 150_000_000;

    /** What is gained besides: pictures are read and crops are cut at once, too. */
    private static final double BESIDES = 0.9;

    private static final double NANOSECONDS = 1e9;

    private final FrameSession whole;
    private final List<FrameSession> apart;
    private final int threads;
    private final AtomicInteger next = new AtomicInteger();

    private Lanes(FrameSession whole, List<FrameSession> apart, int threads) {
        this.whole = whole;
        this.apart = apart;
        this.threads = threads;
    }

    /** The one session; closing this does not close it. */
    public static Lanes one(FrameSession whole) {
        return new Lanes(whole, List.of(), 1);
    }

    /**
     * Opens further sessions where they are worth it.
     *
     * @param whole the session on all threads; closing this does not close it
     * @param single a backend with one thread; none where sessions cannot run at once
     * @param threads how many there are
     * @param sessions how many to open: as many as threads, or as targets that live at the same time
     */
    public static Lanes of(FrameSession whole, Optional<Backend> single, int threads, int sessions) {
        long bytes = whole.model().weights().parameters().values().stream()
                        .mapToLong(parameter -> parameter.shape().count())
                        .sum()
                * DType.BYTES;
        if (single.isEmpty() || Math.min(threads, sessions) < 2 || bytes * sessions > MOST_COPIES) {
            return one(whole);
        }
        Lanes lanes = apart(whole, single.get(), threads, sessions);
        if (lanes.faster()) {
            return lanes;
        }
        lanes.close();
        return one(whole);
    }

    /** Sessions apart, without asking whether that is faster. */
    static Lanes apart(FrameSession whole, Backend single, int threads, int sessions) {
        List<FrameSession> apart = new ArrayList<>();
        try {
            for (int i = 0; i < sessions; i++) {
                apart.add(new FrameSession(whole.model(), single));
            }
            return new Lanes(whole, List.copyOf(apart), threads);
        } catch (RuntimeException e) {
            apart.forEach(FrameSession::close);
            throw e;
        }
    }

    private boolean faster() {
        List<FrameSession> atOnce = apart.subList(0, count());
        rate(atOnce, WARM_UP);
        rate(List.of(whole), WARM_UP);
        double together = rate(atOnce, MEASURED);
        double alone = rate(List.of(whole), MEASURED);
        return Math.max(together, rate(atOnce, MEASURED)) >= BESIDES * Math.max(alone, rate(List.of(whole), MEASURED));
    }

    /** Frames a second of sessions that run at once. */
    private static double rate(List<FrameSession> sessions, long nanoseconds) {
        AtomicLong frames = new AtomicLong();
        long start = System.nanoTime();
        List<Thread> running = new ArrayList<>();
        for (FrameSession session : sessions) {
            running.add(Thread.ofPlatform().name("spmtrack-lane-measured").start(() -> {
                while (System.nanoTime() - start < nanoseconds) {
                    session.run();
                    frames.incrementAndGet();
                }
            }));
        }
        for (Thread thread : running) {
            join(thread);
        }
        return frames.get() / ((System.nanoTime() - start) / NANOSECONDS);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many targets are followed at once. */
    public int count() {
        return apart.isEmpty() ? 1 : Math.min(threads, apart.size());
    }

    /** The session of the next target; those of {@link #count} targets in a row do not wait for one another. */
    public FrameSession next() {
        return apart.isEmpty() ? whole : apart.get(Math.floorMod(next.getAndIncrement(), apart.size()));
    }

    @Override
    public void close() {
        apart.forEach(FrameSession::close);
    }
}
