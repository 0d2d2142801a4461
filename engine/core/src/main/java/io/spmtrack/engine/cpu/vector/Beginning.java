package io.spmtrack.engine.cpu.vector;

/**
 * The first calls of vector code, of which plain loops compute most, with the same bits. The JVM interprets vectors hundreds of times
 * slower than plain loops until a kernel is compiled, and meanwhile compiles the vector library's own methods, which is for nothing: in a
 * compiled kernel they are part of it. So vectors take a small piece of one call in some, by which the kernel is compiled, until such a
 * piece is so quick that it must be. {@code -Dvectors.first=true} leaves the beginning out; tests do.
 */
public final class Beginning {
    private static final boolean NONE = Boolean.getBoolean("vectors.first");
    // Where the clock is too coarse to tell that the kernel is compiled, it surely is after so many pieces.
    private static final int PIECES = 20_000;

    private final int period;
    private final long compiled;
    private final int one = 1;
    // Threads may lose counts to one another.
    private int calls;
    private boolean over = NONE;

    /**
     * @param period one call in so many takes vectors, the first one of them
     * @param nanoseconds a piece takes less once it is compiled, and many times as long before
     */
    public Beginning(int period, long nanoseconds) {
        this.period = period;
        this.compiled = nanoseconds;
    }

    /** Whether the kernel is not known to be compiled. */
    public boolean on() {
        return !over;
    }

    /** While it is {@link #on}: whether plain loops compute all of this call. */
    public boolean plain() {
        return calls++ % period != 0;
    }

    /**
     * 1, for plain loops over several segments: the compiler unrolls a loop whose step it knows, and takes seconds for all the bounds checks
     * of those.
     */
    public int one() {
        return one;
    }

    /** Vectors took so long for a piece. */
    public void took(long nanoseconds) {
        over |= nanoseconds < compiled || calls / period > PIECES;
    }
}
