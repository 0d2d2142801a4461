package io.spmtrack.eval.synthetic;

/**
 * Counter-based random numbers: the n-th draw is a hash of (key, n) (SplitMix64, Steele et al. 2014), and named forks
 * are independent of how much their parent has drawn. Only exact arithmetic and {@link StrictMath} are used, so a
 * seed means the same pictures on every machine.
 */
public final class Draws {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    private final long key;
    private long count;

    Draws(long key) {
        this.key = key;
    }

    /** The stream of one sequence of one seed. */
    public static Draws of(long seed, long index) {
        return new Draws(mix(mix(seed + GOLDEN) ^ (index * 0xD1342543DE82EF95L + 1)));
    }

    public Draws fork(String name) {
        return new Draws(mix(key ^ mix(name.hashCode() * GOLDEN)));
    }

    public Draws fork(String name, int number) {
        return new Draws(mix(key ^ mix(name.hashCode() * GOLDEN + 1 + number)));
    }

    public static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public long bits() {
        return mix(key + GOLDEN * ++count);
    }

    /** Uniform in [0, 1). */
    public double uniform() {
        return (bits() >>> 11) * UNIT;
    }

    public double uniform(double from, double to) {
        return from + (to - from) * uniform();
    }

    /** Uniform in [-size, size). */
    double around(double size) {
        return uniform(-size, size);
    }

    /** Uniform on a logarithmic scale. */
    double ratio(double from, double to) {
        return from * StrictMath.exp(uniform() * StrictMath.log(to / from));
    }

    int below(int limit) {
        return (int) (uniform() * limit);
    }

    public int between(int from, int to) {
        return from + below(to - from + 1);
    }

    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** -1 or 1. */
    int sign() {
        return bits() < 0 ? -1 : 1;
    }

    double angle() {
        return uniform(0, 2 * StrictMath.PI);
    }

    /** Standard normal (Box-Muller). */
    double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(angle());
    }

    <T> T pick(T[] choices) {
        return choices[below(choices.length)];
    }
}
