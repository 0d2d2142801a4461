package io.spmtrack.engine.cpu.vector;

/**
 * The first calls of vector code, of which plain loops compute most, with the same bits. The JVM interprets vectors hundreds of times
 * slower than plain loops until a kernel is compiled, and meanwhile compiles the vector library's own methods, which is for nothing: in a
 * compiled kernel they are part of it. A few vectors are still taken, so that the kernel is compiled. {@code -Dvectors.first=true}
 * leaves the beginning out; tests do.
 */
public final class Beginning {
    private static final boolean NONE = Boolean.getBoolean("vectors.first");

    private final int calls;
    private final int period;
    // Threads may lose counts to one another.
    private int made;

    /**
     * @param calls how many there are
     * @param period one in so many takes vectors
     */
    public Beginning(int calls, int period) {
        this.calls = NONE ? 0 : calls;
        this.period = period;
    }

    /** Whether plain loops compute all of this call. */
    public boolean plain() {
        if (made >= calls) {
            return false;
        }
        made++;
        return made % period != 0;
    }

    /** Whether a call that is not {@link #plain} may compute some of its work by plain loops. */
    public boolean on() {
        return made < calls;
    }
}
