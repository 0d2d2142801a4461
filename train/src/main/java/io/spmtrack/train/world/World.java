package io.spmtrack.train.world;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/**
 * The processes of a job, its ranks, and what they tell each other. Every rank makes the same calls in the same order; a call returns
 * when the others have made theirs. Data is moved and never added, because libraries add in an order that depends on the number of
 * ranks. One thread makes the calls, except {@link #abort}.
 */
public interface World extends AutoCloseable {
    /** This process, counted from 0. */
    int rank();

    /** How many there are. */
    int size();

    /** This process among those of the same machine. */
    int localRank();

    /** Ranks of the same machine. */
    int localSize();

    /** What carries the messages, in one line. */
    String library();

    /**
     * Cuts {@code from} into as many blocks as there are ranks and gives each rank one.
     *
     * @param to gets a block of every rank, in their order; as long as {@code from}
     */
    void exchange(MemorySegment from, MemorySegment to);

    /** Copies {@code from} of every rank, in their order, to {@code to} of every rank. */
    void gather(MemorySegment from, MemorySegment to);

    /**
     * The same for numbers.
     *
     * @param all as long as {@code own} times the number of ranks
     */
    void gather(long[] own, long[] all);

    /** A text of every rank, in their order. */
    List<String> gather(String own);

    /** Waits for the others, however long their work takes. */
    void await();

    /** Says what this rank is doing, for the message when another one does not answer. */
    void at(String place);

    /** Ends all ranks at once. It does not return where there are others. */
    void abort(int code);

    /** Whether this rank alone writes what all have in common. */
    default boolean writes() {
        return rank() == 0;
    }

    /** A text that only the first rank makes, told to all. */
    default String first(Supplier<String> text) {
        return gather(writes() ? text.get() : "").getFirst();
    }

    /** Leaves the world together with the others. */
    @Override
    void close();
}
