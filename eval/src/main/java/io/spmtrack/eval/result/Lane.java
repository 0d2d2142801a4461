package io.spmtrack.eval.result;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Tasks that are independent of one another, dealt to threads in their order as these become free. */
final class Lane {
    private Lane() {}

    /** What a thread does with the tasks it gets. */
    interface Work {
        /** @param task number of the task */
        void run(int task);
    }

    /**
     * Runs all tasks and returns when they are done. After a failure no further task begins; the first one is thrown here.
     *
     * @param work of each thread; the caller takes the first one's
     */
    static void run(int tasks, List<? extends Work> work) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        IntConsumer lane = index -> {
            try {
                for (int task = next.getAndIncrement();
                        task < tasks && failure.get() == null;
                        task = next.getAndIncrement()) {
                    work.get(index).run(task);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(work.size(), tasks); i++) {
            int index = i;
            others.add(Thread.ofPlatform().name("spmtrack-lane-" + i).start(() -> lane.accept(index)));
        }
        lane.accept(0);
        others.forEach(Lane::join);
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
