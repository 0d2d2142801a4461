package io.spmtrack.train.guard;

import io.spmtrack.model.settings.Key;

/**
 * What a run does when a loss or a gradient is not finite.
 */
public record GuardSettings(
        @Key(
                initial = "10",
                meaning =
                        "steps whose loss or gradient is not finite that a run leaves out before it ends; each leaves a file"
                                + " in the folder blackbox",
                changeable = true)
        int skipSteps,

        @Key(
                initial = "true",
                meaning =
                        "looks at once for the op that made such a step so; needs the memory of a second step for a moment",
                changeable = true)
        boolean replay) {
    public GuardSettings {
        if (skipSteps < 0) {
            throw new IllegalArgumentException("guard: skip_steps must not be negative");
        }
    }
}
