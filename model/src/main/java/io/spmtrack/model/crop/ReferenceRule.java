package io.spmtrack.model.crop;

/** Which earlier frames serve as references for a frame ({@code docs/spec/inference.md §4}). */
public enum ReferenceRule {
    /** What the official code does: {@link #THIRDS} for LaSOT with model B at 378 pixels, else {@link #MIDPOINTS}. */
    AUTO,
    /** The paper's: frames {@code k·t/N} for k = 0 … N−1. */
    THIRDS,
    /** The template and the middles of N−1 equal segments of the past. */
    MIDPOINTS;

    /**
     * The rule in force for a benchmark and a model.
     *
     * @param dataset the benchmark's name, e.g. {@code LaSOT}
     * @param model the model's size name, e.g. {@code DINOv2/B-378}
     */
    public ReferenceRule resolve(String dataset, String model) {
        return switch (this) {
            case AUTO -> dataset.equals("LaSOT") && model.contains("B-378") ? THIRDS : MIDPOINTS;
            case THIRDS, MIDPOINTS -> this;
        };
    }

    /**
     * Writes the frames to use, ascending; the first is always 0.
     *
     * @param frame the frame to be tracked, at least 1: frames 0 … frame−1 are known
     * @param indices receives one index for each reference; while there are fewer frames than references the newest
     *     repeats
     * @throws IllegalStateException on {@link #AUTO}, which has to be {@link #resolve resolved} first
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
            case AUTO -> throw new IllegalStateException("AUTO depends on dataset and model: resolve it first");
            case THIRDS -> Math.toIntExact((long) k * frame / references);
            case MIDPOINTS -> k == 0 ? 0 : middle(frame / (references - 1), k - 1);
        };
    }

    private static int middle(int length, int segment) {
        return segment * length + length / 2;
    }
}
