package io.spmtrack.eval.metric;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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

    /**
     * The usual case: results for a sequence that was read. Under the compatible rule a target that does not exist has no true box,
     * whatever the file says (docs/spec/evaluation.md §2).
     */
    public static Tracked of(Rule rule, Sequence sequence, List<Box> predicted) {
        return new Tracked(
                sequence.dataset(),
                sequence.name(),
                rule == Rule.COMPATIBLE ? sequence.truth().withoutAbsent() : sequence.truth(),
                predicted,
                () -> sequence.frames().frameSize());
    }

    /** Whether enough is known to compute a score; false where the benchmark keeps all boxes but the first. */
    public static boolean scorable(Truth truth) {
        int annotated = truth.annotatedOnly().size();
        return annotated >= Math.min(2, truth.size()) && annotated > 0;
    }

    /**
     * The same with only those frames the data set says anything about: for sparse annotations, whose gaps are neither
     * failures nor absent targets. Annotated frames behind the last result row stay, without a result.
     */
    Tracked annotatedOnly() {
        Truth annotated = truth.annotatedOnly();
        if (annotated.size() == truth.size()) {
            return this;
        }
        List<Box> kept = IntStream.range(0, common())
                .filter(truth::annotated)
                .mapToObj(predicted::get)
                .toList();
        if (kept.isEmpty()) {
            throw new InputException(sequence + ": the " + predicted.size()
                    + " result rows end before the first true box; track the sequence again");
        }
        return new Tracked(dataset, sequence, annotated, kept, frameSize);
    }

    /** Number of frames with both boxes. */
    int common() {
        return Math.min(truth.size(), predicted.size());
    }

    /** @throws InputException if the rule does not allow this number of results for so many frames */
    void requireRows(Rule rule) {
        switch (rule) {
            case MINI_SOT, COMPATIBLE, STRICT, GOT10K -> requireSameLength(rule);
            case LASOT, LASHER -> requireEnough(rule);
            case PLAIN, OTB_MATLAB, TRACKINGNET -> {
                // any number will do
            }
        }
    }

    private void requireSameLength(Rule rule) {
        if (predicted.size() != truth.size()) {
            throw new InputException(sequence + ": " + predicted.size() + " result rows for " + truth.size()
                    + " frames; rule " + rule + " needs equal numbers, rule plain does not");
        }
    }

    private void requireEnough(Rule rule) {
        if (predicted.size() < truth.size()) {
            throw new InputException(sequence + ": only " + predicted.size() + " result rows for " + truth.size()
                    + " frames; rule " + rule + " needs all, rule plain does not");
        }
    }
}
