package io.spmtrack.cli;

import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;

/** The settings of tracking with finished weights: keys {@code model.…}, which the weights fix, and {@code tracker.…}. */
record TrackingSettings(ModelSettings model, TrackerSettings tracker) {}
