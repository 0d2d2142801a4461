package io.spmtrack.model;

import io.spmtrack.model.crop.Compat;
import io.spmtrack.model.crop.ScoreMap;

/**
 * Options of the online loop; defaults are the published ones (docs/spec/inference.md).
 *
 * @param templateAreaFactor reference crops show this many times the object's size
 * @param searchAreaFactor search crops show this many times the object's size
 * @param windowPenalty share of the Hann window in the choice of the best cell
 * @param referenceRule which earlier frames serve as references
 * @param compat whether masks repeat the official slip for very elongated boxes
 * @param cropMemory megabytes of earlier crops kept in memory before they go to a temporary file
 */
public record TrackerSettings(
        double templateAreaFactor,
        double searchAreaFactor,
        double windowPenalty,
        ReferenceRule referenceRule,
        Compat compat,
        int cropMemory) {
    private static final double MOST = 100;

    public TrackerSettings {
        require(templateAreaFactor >= 1 && templateAreaFactor <= MOST, "template_area_factor must lie in [1, 100]");
        require(searchAreaFactor >= 1 && searchAreaFactor <= MOST, "search_area_factor must lie in [1, 100]");
        require(windowPenalty >= 0 && windowPenalty <= 1, "window_penalty must lie in [0, 1]");
        require(cropMemory >= 1, "crop_memory must be at least 1 megabyte");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("tracker: " + message);
        }
    }

    /** The published settings. */
    public static TrackerSettings published() {
        return new TrackerSettings(2, 5, ScoreMap.WINDOW_SHARE, ReferenceRule.AUTO, Compat.FIXED, 256);
    }

    /** These settings on a data set with a rule of its own, {@link ReferenceRule#AUTO} if it has none. */
    public TrackerSettings on(ReferenceRule own) {
        return new TrackerSettings(
                templateAreaFactor, searchAreaFactor, windowPenalty, referenceRule.orElse(own), compat, cropMemory);
    }
}
