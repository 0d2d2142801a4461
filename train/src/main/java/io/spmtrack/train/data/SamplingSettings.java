package io.spmtrack.train.data;

/**
 * How samples are drawn ({@code docs/spec/data.md §4} and §5).
 *
 * @param samplesPerEpoch samples after which every group has had its share
 * @param references reference frames of a sample; search frames are always two
 * @param maxGap largest distance of a reference from the first frame drawn
 * @param maxInterval largest distance of a search frame from the nearest reference
 * @param extension how much {@code maxGap} grows when no search frames are found
 * @param retries attempts to find five frames in one sequence before another one is drawn
 * @param redraws sequences tried for one sample before training stops
 * @param skipUnreadable whether frames that cannot be read lead to another sequence, as in the official code, instead of
 *     stopping
 */
public record SamplingSettings(
        int samplesPerEpoch,
        int references,
        int maxGap,
        int maxInterval,
        int extension,
        int retries,
        int redraws,
        boolean skipUnreadable) {

    /** The published values; unreadable frames stop the training, so that damaged data does not go unnoticed. */
    public static final SamplingSettings PUBLISHED = new SamplingSettings(131_072, 3, 200, 400, 5, 20, 100, false);

    public SamplingSettings {
        require(samplesPerEpoch >= 1, "samplesPerEpoch", samplesPerEpoch);
        require(references >= 1, "references", references);
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
        return new SamplingSettings(
                samples, references, maxGap, maxInterval, extension, retries, redraws, skipUnreadable);
    }

    public SamplingSettings withReferences(int frames) {
        return new SamplingSettings(
                samplesPerEpoch, frames, maxGap, maxInterval, extension, retries, redraws, skipUnreadable);
    }
}
