package io.spmtrack.train;

import io.spmtrack.model.settings.Key;

/** What a run's weights begin with, beside the files that options name. */
public record WeightsSettings(
        @Key(
                initial = "false",
                meaning =
                        "a backbone that is not trained begins with random values where no file of it is named: for measuring,"
                                + " not for tracking")
        boolean random) {}
