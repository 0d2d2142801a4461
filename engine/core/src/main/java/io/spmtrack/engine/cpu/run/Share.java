package io.spmtrack.engine.cpu.run;

/** One statically split piece of work: {@code thread} of {@code threads} does its share, the same share every time. */
@FunctionalInterface
public interface Share {
    void run(int thread, int threads);

    /** First index of the share of {@code thread} when {@code count} items are split evenly; the share ends where the next begins. */
    static int from(int count, int thread, int threads) {
        return (int) ((long) count * thread / threads);
    }
}
