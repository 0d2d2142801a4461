package io.spmtrack.train.tracking;

import io.spmtrack.model.settings.Key;

/** Tracking tests between the steps of a training. */
public record TrackSettings(
        @Key(
                initial = "0",
                meaning =
                        "epochs between two tracking tests on some of the validation sequences, and one at the end; 0 for none",
                changeable = true)
        int trackEvery,

        @Key(
                initial = "10",
                meaning = "sequences of a tracking test, spread over the validation data",
                changeable = true)
        int trackSequences,

        @Key(initial = "200", meaning = "frames of each of them at most", changeable = true)
        int trackFrames) {
    /** No tracking tests. */
    public static final TrackSettings NONE = new TrackSettings(0, 10, 200);

    private static final int MOST = 1_000_000;

    public TrackSettings {
        require(trackEvery >= 0 && trackEvery <= MOST, "track_every must lie in 0 (never) to " + MOST);
        require(trackSequences >= 1 && trackSequences <= MOST, "track_sequences must lie in 1 to " + MOST);
        require(trackFrames >= 2 && trackFrames <= MOST, "track_frames must lie in 2 to " + MOST);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("train: " + message);
        }
    }

    /**
     * Whether there is a test after a step.
     *
     * @param steps of the whole run
     * @param epoch steps of an epoch
     */
    public boolean due(long step, long steps, long epoch) {
        return trackEvery > 0 && step > 0 && (step % (trackEvery * epoch) == 0 || step == steps);
    }
}
