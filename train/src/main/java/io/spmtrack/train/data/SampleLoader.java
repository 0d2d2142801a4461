package io.spmtrack.train.data;

import io.spmtrack.engine.InputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Prefetches samples in the background, a bounded number, and hands them out in order, so the number of threads
 * changes nothing but the speed. One thread takes samples and closes.
 */
public final class SampleLoader implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final SampleMaker maker;
    private final int used;
    private final int ahead;
    private final Stride stride;
    private final ExecutorService workers;
    // Apart from the others, who are busy with what is to come.
    private final ExecutorService again;
    private final Queue<Future<Sample>> coming = new ArrayDeque<>();
    // Samples that were given back: their arrays are filled again, so that a run allocates no new ones.
    private final Queue<Sample> rooms = new ConcurrentLinkedQueue<>();
    private long submitted;
    private boolean closed;

    /**
     * Starts the threads.
     *
     * @param stride which of the samples are handed out
     * @param used samples of an epoch that are used; the others are left out, as the last incomplete batch is
     * @param first number of the first sample to hand out, counting those of the stride over all epochs from 0: samples of
     *     a step times steps done when training is resumed
     */
    public SampleLoader(SampleMaker maker, LoaderSettings settings, Stride stride, int used, long first) {
        if (used < 1 || used > maker.samplesPerEpoch() || first < 0) {
            throw new IllegalArgumentException(
                    "cannot use " + used + " samples of " + maker.samplesPerEpoch() + " from number " + first + " on");
        }
        this.maker = maker;
        this.used = used;
        this.stride = stride;
        this.ahead = settings.ahead();
        this.submitted = first;
        this.workers = threads(settings.threads(), "samples-");
        this.again = threads(settings.threads(), "rollouts-");
        submitUpTo(ahead);
    }

    /** Hands out every sample. */
    public SampleLoader(SampleMaker maker, LoaderSettings settings, int used, long first) {
        this(maker, settings, Stride.ALL, used, first);
    }

    private static ExecutorService threads(int count, String name) {
        return Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name(name, 0).factory());
    }

    private void submitUpTo(int waiting) {
        while (coming.size() < waiting) {
            submit();
        }
    }

    private void submit() {
        long number = stride.number(submitted++);
        int epoch = Math.toIntExact(number / used);
        int index = (int) (number % used);
        coming.add(workers.submit(() -> made(epoch, index)));
    }

    private Sample made(int epoch, int index) {
        Sample room = rooms.poll();
        return maker.make(epoch, index, room == null ? maker.room() : room);
    }

    /** Gives samples back that are no longer looked at; later ones are made in their arrays. */
    public void giveBack(List<Sample> samples) {
        rooms.addAll(samples);
    }

    /** Number of the sample that {@link #next()} returns, counting those of the stride over all epochs from 0. */
    public long position() {
        return submitted - coming.size();
    }

    /** The next samples, made by all threads at once where nothing was made ahead. */
    public List<Sample> next(int count) {
        submitUpTo(closed ? 0 : count);
        List<Sample> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            samples.add(next());
        }
        return samples;
    }

    /**
     * The next sample; waits until it is ready.
     *
     * @throws InputException if it cannot be made; the message names the sequence, and {@link #position()} stays
     * @throws IllegalStateException after {@link #close()}, or if the waiting thread is interrupted
     */
    public Sample next() {
        if (closed) {
            throw new IllegalStateException("the sample loader is closed");
        }
        submitUpTo(1);
        Sample sample = await(coming.element());
        coming.remove();
        submitUpTo(ahead);
        return sample;
    }

    /**
     * Cuts what comes after the first search frame again, where there is an error to go on with.
     *
     * @param errors one for each sample
     * @throws InputException if a frame cannot be read again; the message names the sequence
     */
    public void rollOut(List<Sample> samples, List<Optional<BoxError>> errors) {
        List<Future<Sample>> all = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            errors.get(i)
                    .ifPresent(error -> all.add(again.submit(() -> sample.rest().cut(sample, error), sample)));
        }
        all.forEach(SampleLoader::await);
    }

    private static Sample await(Future<Sample> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a sample", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** The same kind of exception, with the trace of the waiting thread and the worker's as its cause. */
    private static RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case InputException e -> new InputException(e.getMessage(), e);
            case Error e -> throw e;
            default -> new IllegalStateException(cause.getMessage(), cause);
        };
    }

    /** Drops the prefetched samples and ends the threads; samples being made are finished first, which takes a moment. */
    @Override
    public void close() {
        closed = true;
        // No interruption: it would close file channels that others may still read.
        coming.forEach(future -> future.cancel(false));
        coming.clear();
        workers.shutdown();
        again.shutdown();
        try {
            // A source that hangs for longer than this holds nothing up: the threads are daemons.
            workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
