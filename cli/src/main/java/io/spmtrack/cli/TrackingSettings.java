package io.spmtrack.cli;

import io.spmtrack.model.track.TrackerSettings;

/** The settings that tracking with finished weights has: keys {@code tracker.…}. */
record TrackingSettings(TrackerSettings tracker) {}
