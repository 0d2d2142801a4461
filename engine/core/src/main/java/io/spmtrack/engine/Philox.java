package io.spmtrack.engine;

/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): random numbers as a pure function
 * of key and counter, so equal on every backend, for every number of threads, and after a restart.
 */
public final class Philox {
    private static final int ROUNDS = 10;

    private Philox() {}

    /**
     * One block of four 32-bit words.
     *
     * @param key 64-bit key
     * @param low lower half of the 128-bit counter
     * @param high upper half of the counter
     * @param out receives four words
     */
    public static void block(long key, long low, long high, int[] out) {
        int c0 = (int) low;
        int c1 = (int) (low >>> 32);
        int c2 = (int) high;
        int c3 = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = 0xD2511F53L * (c0 & 0xffffffffL);
            long p1 = 0xCD9E8D57L * (c2 & 0xffffffffL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        out[0] = c0;
        out[1] = c1;
        out[2] = c2;
        out[3] = c3;
    }

    /** The word as a number in [0, 1) with 24 bits, exact in a 32-bit float. */
    public static float uniform(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    /** A sequence of numbers for one purpose: element {@code i} depends on key, stream and {@code i} alone. */
    public static final class Stream {
        private final long key;
        private final long stream;
        private final int[] words = new int[4];
        private long index;

        public Stream(long key, long stream) {
            this.key = key;
            this.stream = stream;
        }

        /** The next 32 random bits. */
        public int next() {
            int position = (int) (index & 3);
            if (position == 0) {
                block(key, index >>> 2, stream, words);
            }
            index++;
            return words[position];
        }

        /** A number in [0, 1) with 53 bits. */
        public double uniform() {
            int high = next() >>> 5;
            return (((long) high << 26) + (next() >>> 6)) * 0x1p-53;
        }

        /** A number in {@code [low, high)}. */
        public double uniform(double low, double high) {
            return low + (high - low) * uniform();
        }

        /** A whole number in {@code [0, bound)}, every one equally likely up to 2⁻³². */
        public int below(int bound) {
            if (bound <= 0) {
                throw new IllegalArgumentException("bound " + bound + " is not positive");
            }
            return (int) (((next() & 0xffffffffL) * bound) >>> 32);
        }

        /** True with the given probability. */
        public boolean chance(double probability) {
            return uniform() < probability;
        }

        /** A standard normal number (Box–Muller). */
        public double normal() {
            double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
            return radius * Math.cos(2 * Math.PI * uniform());
        }
    }
}
