package io.spmtrack.model.track;

import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.ModelShorthands;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.settings.Group;
import io.spmtrack.model.settings.SettingKeys;

/** The settings of tracking with finished weights: keys {@code model.…}, which the weights fix, and {@code tracker.…}. */
public record TrackingSettings(
        @Group("The network; a file of weights fixes it.") ModelSettings model,
        @Group("The online loop.") TrackerSettings tracker) {
    /** Its keys. */
    public static final SettingKeys<TrackingSettings> KEYS =
            SettingKeys.of(TrackingSettings.class, ModelShorthands.ALL);
}
