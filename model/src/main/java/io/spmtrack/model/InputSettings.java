package io.spmtrack.model;

import io.spmtrack.model.settings.Key;

/** What a model sees of a frame. */
public record InputSettings(
        @Key(initial = "196", meaning = "side of a reference crop in pixels")
        int templateSize,

        @Key(initial = "378", meaning = "side of the search crop in pixels")
        int searchSize,

        @Key(initial = "3", meaning = "number of reference frames")
        int references,

        @Key(initial = "2", meaning = "search frames of a training sample; follows sampling.search_frames")
        int searchFrames,

        @Key(initial = "true", meaning = "a state token that each frame hands to the next one")
        boolean stateToken,

        @Key(
                initial = "three",
                meaning =
                        "learned kinds of tokens: three for outside and inside the box and search; two for reference and"
                                + " search; none")
        TokenTypes tokenTypes) {
    /** Learned kinds of tokens (docs/spec/variants.md §7). */
    public enum TokenTypes {
        THREE,
        TWO,
        NONE
    }

    /** Search frames of a training sample, at most. */
    public static final int MOST_SEARCH_FRAMES = 2;

    public InputSettings {
        ModelSettings.require(templateSize > 0 && searchSize > 0, "template_size and search_size must be positive");
        ModelSettings.require(templateSize <= searchSize, "template_size must not exceed search_size");
        ModelSettings.require(
                searchSize <= ModelSettings.MOST_SIZE, "search_size must not exceed " + ModelSettings.MOST_SIZE);
        ModelSettings.require(
                references >= 1 && references <= ModelSettings.MOST,
                "references must lie in 1 to " + ModelSettings.MOST);
        ModelSettings.require(
                searchFrames >= 1 && searchFrames <= MOST_SEARCH_FRAMES,
                "search_frames must lie in 1 to " + MOST_SEARCH_FRAMES);
    }
}
