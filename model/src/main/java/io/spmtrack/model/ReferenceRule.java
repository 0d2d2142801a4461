package io.spmtrack.model;

/** Which earlier frames serve as references for a frame ({@code docs/spec/inference.md §4}). */
public enum ReferenceRule {
    /**
     * The rule of the data set that is tracked, where the official configuration has one for it; else {@link #MIDPOINTS}, which that
     * code has for three references, and {@link #THIRDS} for other numbers.
     */
    AUTO,
    /** The paper's: frames {@code k·t/N} for k = 0 … N−1. */
    THIRDS,
    /** The template and the middles of N−1 equal segments of the past, once these are two frames long; before that as thirds. */
    MIDPOINTS;

    private static final int OFFICIAL = 3;

    /**
     * The rule in force where a data set has a rule of its own.
     *
     * @param own the data set's, {@link #AUTO} if it has none
     */
    public ReferenceRule orElse(ReferenceRule own) {
        return this == AUTO ? own : this;
    }

    /**
     * Writes the frames to use, ascending; the first is always 0.
     *
     * @param frame the frame to be tracked, at least 1: frames 0 … frame−1 are known
     * @param indices receives one index for each reference; while there are fewer frames than references the newest
     *     repeats
     */
    public void select(int frame, int[] indices) {
        if (frame < 1) {
            throw new IllegalArgumentException("frame 0 is given, there is nothing to select for frame " + frame);
        }
        for (int k = 0; k < indices.length; k++) {
            indices[k] = frame <= indices.length ? Math.min(k, frame - 1) : index(frame, k, indices.length);
        }
    }

    /** {@link #select} into a new array of {@code references} indices. */
    public int[] indices(int frame, int references) {
        int[] indices = new int[references];
        select(frame, indices);
        return indices;
    }

    /**
     * The oldest frame besides 0 that is still needed at {@code frame} or later; what lies between may be forgotten.
     */
    public int oldest(int frame, int references) {
        return references < 2 ? frame : indices(frame, references)[1];
    }

    private int index(int frame, int k, int references) {
        return switch (this) {
            case THIRDS -> fraction(frame, k, references);
            case MIDPOINTS ->
                k > 0 && frame >= 2 * (references - 1)
                        ? middle(frame / (references - 1), k - 1)
                        : fraction(frame, k, references);
            case AUTO -> (references == OFFICIAL ? MIDPOINTS : THIRDS).index(frame, k, references);
        };
    }

    private static int fraction(int frame, int k, int references) {
        return Math.toIntExact((long) k * frame / references);
    }

    private static int middle(int length, int segment) {
        return segment * length + length / 2;
    }
}
