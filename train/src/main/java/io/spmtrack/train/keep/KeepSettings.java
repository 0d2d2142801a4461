package io.spmtrack.train.keep;

import io.spmtrack.model.settings.Key;

/** Weights of earlier validations that stay on disk. */
public record KeepSettings(
        @Key(
                initial = "0",
                meaning = "weights of so many validations, the latest, are kept as checkpoint/step-….safetensors",
                changeable = true)
        int keepLast,

        @Key(
                initial = "0",
                meaning = "and those of so many with the lowest box loss; best.safetensors is there in any case",
                changeable = true)
        int keepBest) {
    /** The best and the last weights alone. */
    public static final KeepSettings NONE = new KeepSettings(0, 0);

    private static final int MOST = 10_000;

    public KeepSettings {
        if (keepLast < 0 || keepLast > MOST || keepBest < 0 || keepBest > MOST) {
            throw new IllegalArgumentException("train: keep_last and keep_best must lie in 0 to " + MOST);
        }
    }

    boolean none() {
        return keepLast == 0 && keepBest == 0;
    }
}
