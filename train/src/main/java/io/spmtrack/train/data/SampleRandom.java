package io.spmtrack.train.data;

import io.spmtrack.engine.Philox;
import java.util.random.RandomGenerator;

/**
 * The random numbers of one decision maker: a pure function of (seed, epoch, purpose, sample), so that neither threads
 * nor restarts change anything ({@code docs/spec/training.md §7}).
 */
final class SampleRandom implements RandomGenerator {

    /** What random numbers are for; each purpose has its own. */
    enum Purpose {
        ORDER,
        SAMPLE,
        TARGET
    }

    private final Philox.Stream stream;

    private SampleRandom(Philox.Stream stream) {
        this.stream = stream;
    }

    /** @param item the sample, or what else is drawn for this purpose */
    static SampleRandom of(long seed, int epoch, Purpose purpose, long item) {
        int[] words = new int[4];
        Philox.block(seed, epoch, purpose.ordinal(), words);
        long key = ((long) words[1] << 32) | (words[0] & 0xffffffffL);
        return new SampleRandom(new Philox.Stream(key, item));
    }

    @Override
    public long nextLong() {
        long high = stream.next();
        return (high << 32) | (stream.next() & 0xffffffffL);
    }

    @Override
    public double nextDouble() {
        return stream.uniform();
    }

    @Override
    public double nextGaussian() {
        return stream.normal();
    }

    /** A whole number in {@code [0, bound)}. */
    int below(int bound) {
        return stream.below(bound);
    }

    boolean chance(double probability) {
        return stream.chance(probability);
    }

    double uniform(double low, double high) {
        return stream.uniform(low, high);
    }

    /** The numbers {@code 0..size-1} in random order (Fisher and Yates). */
    int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
