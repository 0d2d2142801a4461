package io.spmtrack.engine.tornado.library;

/**
 * Attention by NVIDIA's library cuDNN in 16-bit floats, of arrays {@code [batch, heads, tokens, width]}, without logarithms.
 *
 * @param tokens that ask
 * @param others that are asked
 * @param width of a head
 * @param scale of the scores
 */
public record LargeAttention(int batch, int heads, int tokens, int others, int width, float scale)
        implements LibraryCall {
    /** The widest head that cuDNN takes, and what widths are multiples of. */
    private static final int WIDEST = 256;

    private static final int MULTIPLE = 8;

    /** Whether cuDNN has it. */
    boolean possible() {
        return width <= WIDEST && width % MULTIPLE == 0 && queries() > 0 && keys() > 0;
    }

    /** Elements of the queries, and of the result. */
    long queries() {
        return (long) batch * heads * tokens * width;
    }

    /** Elements of the keys, and of the values. */
    long keys() {
        return (long) batch * heads * others * width;
    }

    @Override
    public long operations() {
        return 4 * queries() * others;
    }

    @Override
    public long copied() {
        return (Float.BYTES + Short.BYTES) * 2 * (queries() + keys());
    }
}
