package io.spmtrack.train.world;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Ranks that are threads of one JVM, to test what several ranks compute. */
public final class ThreadWorld implements World {
    private final int rank;
    private final Meeting meeting;

    /** What the ranks show each other between two barriers. */
    private record Meeting(CyclicBarrier barrier, Object[] shown) {
        void wait(int rank, Object mine) {
            shown[rank] = mine;
            pass();
        }

        void pass() {
            try {
                barrier.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException("another rank has failed", e);
            }
        }
    }

    private ThreadWorld(int rank, Meeting meeting) {
        this.rank = rank;
        this.meeting = meeting;
    }

    /** Runs the same work in so many ranks to its end; throws what one of them throws. */
    public static void run(int ranks, Consumer<World> work) throws InterruptedException {
        Meeting meeting = new Meeting(new CyclicBarrier(ranks), new Object[ranks]);
        try (ExecutorService threads = Executors.newFixedThreadPool(ranks)) {
            List<Future<?>> all = new ArrayList<>();
            for (int rank = 0; rank < ranks; rank++) {
                ThreadWorld world = new ThreadWorld(rank, meeting);
                all.add(threads.submit(() -> world.run(work)));
            }
            Throwable failure = null;
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause();
                    boolean follows = cause.getCause() instanceof BrokenBarrierException;
                    failure = failure == null || !follows ? cause : failure;
                }
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure != null) {
                throw new AssertionError(failure);
            }
        }
    }

    private void run(Consumer<World> work) {
        try {
            work.accept(this);
        } catch (RuntimeException | Error e) {
            meeting.barrier().reset();
            throw e;
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return meeting.shown().length;
    }

    @Override
    public int localRank() {
        return rank;
    }

    @Override
    public int localSize() {
        return size();
    }

    @Override
    public String library() {
        return "threads";
    }

    @Override
    public void exchange(MemorySegment from, MemorySegment to) {
        long block = from.byteSize() / size();
        meeting.wait(rank, from);
        for (int i = 0; i < size(); i++) {
            MemorySegment theirs = (MemorySegment) meeting.shown()[i];
            MemorySegment.copy(theirs, rank * block, to, i * block, block);
        }
        meeting.pass();
    }

    @Override
    public void gather(MemorySegment from, MemorySegment to) {
        long block = from.byteSize();
        // A copy, because MPI too allows the sum to go into the range it came from.
        byte[] mine = from.toArray(ValueLayout.JAVA_BYTE);
        meeting.wait(rank, mine);
        for (int i = 0; i < size(); i++) {
            MemorySegment.copy(MemorySegment.ofArray((byte[]) meeting.shown()[i]), 0, to, i * block, block);
        }
        meeting.pass();
    }

    @Override
    public void gather(long[] own, long[] all) {
        meeting.wait(rank, own.clone());
        for (int i = 0; i < size(); i++) {
            System.arraycopy(meeting.shown()[i], 0, all, i * own.length, own.length);
        }
        meeting.pass();
    }

    @Override
    public List<String> gather(String own) {
        meeting.wait(rank, own);
        List<String> all =
                Arrays.stream(meeting.shown()).map(String.class::cast).toList();
        meeting.pass();
        return all;
    }

    @Override
    public void await() {
        meeting.pass();
    }

    @Override
    public void at(String place) {
        // No watchdog: a test has a time limit of its own.
    }

    @Override
    public void abort(int code) {
        meeting.barrier().reset();
    }

    @Override
    public void close() {
        // Threads need no farewell.
    }
}
