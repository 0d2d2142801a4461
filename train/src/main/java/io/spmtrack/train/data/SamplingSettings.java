package io.spmtrack.train.data;

import io.spmtrack.model.InputSettings;
import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;

/**
 * How samples are drawn ({@code docs/spec/data.md §4} and §5).
 */
public record SamplingSettings(
        @Key(initial = "131072", meaning = "samples after which every group of sequences has had its share")
        int samplesPerEpoch,

        @Key(initial = "3", meaning = "reference frames of a sample; follows model.references")
        int references,

        @Key(initial = "2", meaning = "search frames of a sample, each answered after the one before")
        int searchFrames,

        @Key(
                initial = "spm",
                meaning =
                        "how frames are drawn: spm around an anchor; pair, one reference and one search frame at most 100"
                                + " frames apart")
        Rule rule,

        @Key(initial = "200", meaning = "largest distance of a reference from the first frame drawn")
        int maxGap,

        @Key(initial = "400", meaning = "largest distance of a search frame from the nearest reference")
        int maxInterval,

        @Key(initial = "5", meaning = "how much max_gap grows when no search frames are found")
        int extension,

        @Key(initial = "20", meaning = "attempts to find five frames in one sequence before another one is drawn")
        int retries,

        @Key(initial = "100", meaning = "sequences tried for one sample before training stops")
        int redraws,

        @Key(
                initial = "true",
                meaning =
                        "an unreadable frame leads to another sequence, as in the official code, and is counted; false stops at it")
        boolean skipUnreadable) {
    /** How frames are drawn (docs/spec/data.md §5, docs/spec/variants.md §2). */
    public enum Rule {
        SPM,
        PAIR
    }

    private static final SettingKeys<SamplingSettings> KEYS = SettingKeys.of(SamplingSettings.class);

    /** The published values. */
    public static final SamplingSettings PUBLISHED = KEYS.defaults();

    public SamplingSettings {
        require(samplesPerEpoch >= 1, "samplesPerEpoch", samplesPerEpoch);
        require(references >= 1, "references", references);
        if (searchFrames < 1 || searchFrames > InputSettings.MOST_SEARCH_FRAMES) {
            throw new IllegalArgumentException(
                    "sampling: search_frames must lie in 1 to " + InputSettings.MOST_SEARCH_FRAMES);
        }
        require(maxGap >= 1, "maxGap", maxGap);
        require(maxInterval >= 1, "maxInterval", maxInterval);
        require(extension >= 0, "extension", extension);
        require(retries >= 1, "retries", retries);
        require(redraws >= 1, "redraws", redraws);
    }

    private static void require(boolean holds, String name, int value) {
        if (!holds) {
            throw new IllegalArgumentException("sampling: " + name + " is too small: " + value);
        }
    }

    public SamplingSettings withSamplesPerEpoch(int samples) {
        return KEYS.with(this, "samples_per_epoch=" + samples);
    }

    public SamplingSettings withSkipUnreadable(boolean skip) {
        return KEYS.with(this, "skip_unreadable=" + skip);
    }

    public SamplingSettings withReferences(int frames) {
        return KEYS.with(this, "references=" + frames);
    }
}
