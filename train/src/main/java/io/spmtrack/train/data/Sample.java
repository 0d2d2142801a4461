package io.spmtrack.train.data;

import java.util.Objects;

/**
 * One training sample as plain arrays, ready to be copied into a batch ({@code docs/spec/data.md §7 and §9}). R is the
 * number of references, M that of search frames; images are RGB, planar, row-major and normalised; boxes are corners in units of the search
 * crop. The arrays belong to the receiver.
 *
 * @param sequence data set and name, for messages
 * @param frames which frames of the (cleaned) sequence are shown
 * @param references R arrays [S, 3, h, w] with S pictures of the same moment, the visible one first
 * @param masks R arrays [cells of a reference], 1 where the box touches, else 0
 * @param searches M arrays [S, 3, H, W]
 * @param boxes M arrays [x1, y1, x2, y2]
 * @param positives M arrays [cells of a search crop], 1 where the box touches, else 0
 * @param positiveCounts how many ones each of them has, at least 1
 * @param rest what comes after the first search frame
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bulk data, never compared or used as a key
public record Sample(
        String sequence,
        FrameChoice frames,
        float[][] references,
        int[][] masks,
        float[][] searches,
        float[][] boxes,
        float[][] positives,
        int[] positiveCounts,
        Rest rest) {

    /** Makes the later references and search crops of a sample in another way. */
    @FunctionalInterface
    public interface Rest {
        /** Of a sample that is complete as it is. */
        Rest NONE = (sample, error) -> {};

        /**
         * Cuts them as a tracker would that finds every target with the same error; unless it would miss one.
         *
         * @param error in the first search crop
         * @throws io.spmtrack.engine.InputException if a frame cannot be read again
         */
        void cut(Sample sample, BoxError error);
    }

    /** An empty one, to be {@link #refilled}. */
    public static Sample room(CropSettings crops, SamplingSettings sampling) {
        int references = sampling.references();
        int searches = sampling.searchFrames();
        int template = crops.templateSize();
        int search = crops.searchSize();
        return new Sample(
                "",
                FrameChoice.still(references, searches),
                new float[references][crops.streams() * 3 * template * template],
                new int[references][crops.templateGrid().cells()],
                new float[searches][crops.streams() * 3 * search * search],
                new float[searches][4],
                new float[searches][crops.searchGrid().cells()],
                new int[searches],
                Rest.NONE);
    }

    /** What the arrays of a sample take, in bytes. */
    public static long bytes(CropSettings crops, SamplingSettings sampling) {
        long template = (long) crops.streams() * 3 * crops.templateSize() * crops.templateSize();
        long search = (long) crops.streams() * 3 * crops.searchSize() * crops.searchSize();
        long values = sampling.references() * (template + crops.templateGrid().cells())
                + sampling.searchFrames() * (search + crops.searchGrid().cells());
        return Float.BYTES * values;
    }

    /** The same arrays for another sample, all of them to be written over. */
    public Sample refilled(String name, FrameChoice choice, Rest other) {
        return new Sample(name, choice, references, masks, searches, boxes, positives, positiveCounts, other);
    }

    public Sample {
        Objects.requireNonNull(sequence);
        Objects.requireNonNull(frames);
        Objects.requireNonNull(rest);
        if (references.length != masks.length || references.length == 0) {
            throw new IllegalArgumentException(
                    "a sample has one mask for each of its references: " + references.length + ", " + masks.length);
        }
        int searched = frames.searches().size();
        if (searches.length != searched
                || boxes.length != searched
                || positives.length != searched
                || positiveCounts.length != searched) {
            throw new IllegalArgumentException("a sample has " + searched + " search frames, not " + searches.length);
        }
    }
}
