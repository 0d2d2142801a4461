package io.spmtrack.eval.metric;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a score is computed from: the boxes a tracker reported and the true ones.
 *
 * @param dataset name of the data set; the compatible rule depends on it
 * @param sequence name of the sequence, for messages
 * @param truth true boxes of all frames, the first included
 * @param predicted reported boxes from the first frame on; may be longer or shorter where the rule allows it
 * @param frameSize size of the pictures, asked for only by rules that clip
 */
public record Tracked(
        String dataset, String sequence, Truth truth, List<Box> predicted, Supplier<FrameSize> frameSize) {

    public Tracked {
        Objects.requireNonNull(dataset);
        Objects.requireNonNull(truth);
        Objects.requireNonNull(frameSize);
        predicted = List.copyOf(predicted);
        if (truth.size() == 0) {
            throw new InputException(sequence + ": no ground truth rows to score against");
        }
        if (predicted.isEmpty()) {
            throw new InputException(sequence + ": the results have no rows; track the sequence again");
        }
    }

    /** The usual case: results for a sequence that was read; frames its data set says nothing about are left out. */
    public static Tracked of(Sequence sequence, List<Box> predicted) {
        Tracked tracked = new Tracked(
                sequence.dataset(),
                sequence.name(),
                sequence.truth(),
                predicted,
                () -> sequence.frames().frameSize());
        return tracked.everyFrameAnnotated() ? tracked : tracked.annotatedOnly();
    }

    /** Whether enough is known to compute a score; false where the benchmark keeps all boxes but the first. */
    public static boolean scorable(Truth truth) {
        int annotated = 0;
        for (int frame = 0; frame < truth.size() && annotated < 2; frame++) {
            annotated += truth.annotated(frame) ? 1 : 0;
        }
        return annotated >= Math.min(2, truth.size()) && annotated > 0;
    }

    private boolean everyFrameAnnotated() {
        for (int frame = 0; frame < truth.size(); frame++) {
            if (!truth.annotated(frame)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The same with only those frames the data set says anything about: for sparse annotations, whose gaps are neither
     * failures nor absent targets.
     */
    public Tracked annotatedOnly() {
        List<Box> boxes = new ArrayList<>();
        List<Box> kept = new ArrayList<>();
        List<Boolean> exists = new ArrayList<>();
        List<Boolean> visible = new ArrayList<>();
        for (int frame = 0; frame < Math.min(truth.size(), predicted.size()); frame++) {
            if (truth.annotated(frame)) {
                boxes.add(truth.box(frame));
                exists.add(truth.exists(frame));
                visible.add(truth.visible(frame));
                kept.add(predicted.get(frame));
            }
        }
        return new Tracked(dataset, sequence, Truth.of(boxes, exists::get).withVisible(visible::get), kept, frameSize);
    }

    /** Number of frames with both boxes. */
    int common() {
        return Math.min(truth.size(), predicted.size());
    }

    /** @throws InputException if results and ground truth differ in length */
    void requireSameLength(Rule rule) {
        if (predicted.size() != truth.size()) {
            throw new InputException(sequence + ": " + predicted.size() + " result rows for " + truth.size()
                    + " frames; rule " + rule + " needs equal numbers, rule plain does not");
        }
    }

    /** @throws InputException if there are fewer results than frames */
    void requireEnough(Rule rule) {
        if (predicted.size() < truth.size()) {
            throw new InputException(sequence + ": only " + predicted.size() + " result rows for " + truth.size()
                    + " frames; rule " + rule + " needs all, rule plain does not");
        }
    }
}
