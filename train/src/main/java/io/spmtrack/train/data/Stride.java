package io.spmtrack.train.data;

/**
 * Which samples one of several loaders hands out: of every so many in a row a few that lie together.
 *
 * @param of samples in a row
 * @param from first of its own among them
 * @param count how many are its own
 */
public record Stride(int of, int from, int count) {
    /** Every sample. */
    public static final Stride ALL = new Stride(1, 0, 1);

    public Stride {
        if (from < 0 || count < 1 || from + count > of) {
            throw new IllegalArgumentException("cannot take " + count + " samples from " + from + " on, of " + of);
        }
    }

    /** Number among all samples of a loader's own. */
    long number(long own) {
        return own / count * of + from + own % count;
    }
}
