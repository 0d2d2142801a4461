package io.spmtrack.model;

import io.spmtrack.model.crop.Compat;
import io.spmtrack.model.crop.ScoreMap;
import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;

/** Options of the online loop; defaults are the published ones (docs/spec/inference.md). */
public record TrackerSettings(
        @Key(initial = "2", meaning = "reference crops show this many times the object's size")
        double templateAreaFactor,

        @Key(initial = "5", meaning = "search crops show this many times the object's size")
        double searchAreaFactor,

        @Key(
                initial = "" + ScoreMap.WINDOW_SHARE,
                meaning = "share of the Hann window in the choice of the best cell",
                changeable = true)
        double windowPenalty,

        @Key(
                initial = "auto",
                meaning = "which earlier frames serve as references: auto is the official choice for each benchmark",
                changeable = true)
        ReferenceRule referenceRule,

        @Key(
                initial = "1",
                meaning =
                        "references change at frames divisible by this only; larger is faster where model.attention=causal",
                changeable = true)
        int referenceHold,

        @Key(
                initial = "0",
                meaning = "number of reference frames in tracking; 0 for as many as in training",
                changeable = true)
        int references,

        @Key(
                initial = "fixed",
                meaning = "masks of very elongated boxes: fixed, or official with the defect of that code",
                changeable = true)
        Compat compat,

        @Key(
                initial = "256",
                meaning = "megabytes of earlier crops kept in memory before they go to a temporary file",
                changeable = true)
        int cropMemory,

        @Key(
                initial = "0",
                meaning = "how much a change of size or ratio lowers the score of a candidate; 0 for not at all",
                changeable = true)
        double sizePenalty,

        @Key(
                initial = "1",
                meaning =
                        "share of the found size in the smoothed size that is reported and searched; 1 for no smoothing",
                changeable = true)
        double sizeRate,

        @Key(
                initial = "0",
                meaning = "frames below this confidence are no references: an earlier one stands in, at last the first",
                changeable = true)
        double referenceConfidence,

        @Key(
                initial = "0",
                meaning =
                        "share of a correlation filter that learns online in the box that is reported; 0 for no filter",
                changeable = true)
        double filterShare,

        @Key(
                initial = "0",
                meaning =
                        "below this confidence for tracker.lost_after frames the target is lost and sought in a growing region; 0 for never",
                changeable = true)
        double lost,

        @Key(initial = "5", meaning = "frames in a row below tracker.lost until the target is lost", changeable = true)
        int lostAfter) {
    /** Its keys, without the group's name. */
    public static final SettingKeys<TrackerSettings> KEYS = SettingKeys.of(TrackerSettings.class);

    private static final double MOST = 100;

    public TrackerSettings {
        require(templateAreaFactor >= 1 && templateAreaFactor <= MOST, "template_area_factor must lie in [1, 100]");
        require(searchAreaFactor >= 1 && searchAreaFactor <= MOST, "search_area_factor must lie in [1, 100]");
        require(windowPenalty >= 0 && windowPenalty <= 1, "window_penalty must lie in [0, 1]");
        require(referenceHold >= 1, "reference_hold must be at least 1");
        require(
                references >= 0 && references <= ModelSettings.MOST,
                "references must lie in 0 to " + ModelSettings.MOST);
        require(cropMemory >= 1, "crop_memory must be at least 1 megabyte");
        require(sizePenalty >= 0 && sizePenalty <= MOST, "size_penalty must lie in [0, 100]");
        require(sizeRate >= 0 && sizeRate <= 1, "size_rate must lie in [0, 1]");
        require(filterShare >= 0 && filterShare <= 1, "filter_share must lie in [0, 1]");
        require(lost >= 0 && lost <= 1, "lost must lie in [0, 1]");
        require(lostAfter >= 1, "lost_after must be at least 1");
        require(referenceConfidence >= 0 && referenceConfidence <= 1, "reference_confidence must lie in [0, 1]");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("tracker: " + message);
        }
    }

    /** The published settings. */
    public static TrackerSettings published() {
        return KEYS.defaults();
    }

    /** These settings with other values, as rows {@code key=value} without the group's name. */
    public TrackerSettings with(String... rows) {
        return KEYS.with(this, rows);
    }

    /** These settings on a data set with a rule of its own, {@link ReferenceRule#AUTO} if it has none. */
    public TrackerSettings on(ReferenceRule own) {
        return with("reference_rule=" + referenceRule.orElse(own).name());
    }
}
