package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.RowRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * One pass over a data set.
 *
 * @param path root of the data set or one sequence in it
 * @param options behind the question mark of the SPEC
 * @param dataset name of the data set, with its split as in {@code got10k-val}
 * @param split name of the split, empty for all
 * @param pictures true for tracking and training: images must be there and fit the boxes, coordinates count from 0;
 *     false for scoring: only annotations, exactly as they stand in the files; of images at most the size is read
 */
public record Reading(Path path, Map<String, String> options, String dataset, String split, boolean pictures) {

    /** The value of an option, when it is given. */
    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** A sequence without flags: the target exists wherever there is a box. */
    Sequence sequence(String name, BoxFile boxes, RowRule rule, Supplier<? extends StoredFrames> frames) {
        return sequence(name, boxes, rule, row -> true, frames);
    }

    /**
     * A sequence with as many frames as boxes.
     *
     * @param exists flags of the data set; frames whose box is missing stay without target unless the rule is
     *     {@link RowRule#ANY}
     */
    Sequence sequence(
            String name, BoxFile boxes, RowRule rule, IntPredicate exists, Supplier<? extends StoredFrames> frames) {
        if (!pictures) {
            return annotated(name, boxes, rule, exists, () -> WithoutPictures.size(boxes.name(), frames.get()));
        }
        rule.check(boxes, exists);
        return paired(name, boxes, truth(boxes, rule, exists), frames.get());
    }

    /** A sequence of boxes alone, whatever they are. */
    Sequence annotated(String name, BoxFile boxes, RowRule rule, IntPredicate exists, Supplier<FrameSize> pictureSize) {
        Truth truth = truth(boxes, rule, exists);
        return new Sequence(dataset, name, new WithoutPictures(boxes.name(), truth.size(), pictureSize), truth);
    }

    private static Truth truth(BoxFile boxes, RowRule rule, IntPredicate exists) {
        IntPredicate present = row ->
                exists.test(row) && (rule == RowRule.ANY || boxes.box(row).finite());
        return rule == RowRule.SPARSE
                ? Truth.sparse(boxes.boxes())
                : Truth.of(boxes.boxes(), present, boxes::annotated);
    }

    /** A sequence whose first box only is public. */
    Sequence withheld(String name, BoxFile boxes, Supplier<? extends StoredFrames> frames) {
        RowRule.STRICT.check(boxes, row -> true);
        if (!pictures) {
            throw new InputException(boxes.name() + ": has the first box only; results on this split are scored by the"
                    + " benchmark's server");
        }
        StoredFrames found = frames.get();
        return new Sequence(dataset, name, found, Truth.firstOnly(boxes.box(0), found.size()));
    }

    private Sequence paired(String name, BoxFile boxes, Truth truth, StoredFrames frames) {
        if (frames.size() == 0) {
            throw new InputException(frames.place() + ": has no images (jpg, png, bmp, gif); boxes alone are enough"
                    + " only for scoring");
        }
        if (frames.size() != truth.size()) {
            throw mismatch(frames, boxes);
        }
        return new Sequence(dataset, name, frames, truth);
    }

    static InputException mismatch(StoredFrames frames, BoxFile boxes) {
        return new InputException(boxes.name() + ": has " + boxes.rows() + " rows, but " + frames.place() + " has "
                + frames.size() + " images; one row an image is needed");
    }

    /** A list of splits, as messages give it. */
    public static String shown(List<String> splits) {
        return splits.isEmpty() ? "none" : String.join(", ", splits);
    }
}
