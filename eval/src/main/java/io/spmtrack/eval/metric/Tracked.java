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
 * @param sequence name of the sequence, for messages
 * @param truth true boxes of all frames, the first included
 * @param predicted reported boxes from the first frame on; may be longer or shorter where the rule allows it
 * @param quirks of the data set, which the compatible rule looks at
 * @param frameSize size of the pictures, asked for only by rules that clip
 */
public record Tracked(String sequence, Truth truth, List<Box> predicted, Quirks quirks, Supplier<FrameSize> frameSize) {

    public Tracked {
        Objects.requireNonNull(quirks);
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

    /** The usual case: results for a sequence that was read. */
    public static Tracked of(Sequence sequence, List<Box> predicted, Quirks quirks) {
        return new Tracked(
                sequence.name(),
                sequence.truth(),
                predicted,
                quirks,
                () -> sequence.frames().frameSize());
    }

    /** The same with other results. */
    Tracked with(List<Box> others) {
        return new Tracked(sequence, truth, others, quirks, frameSize);
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
        return new Tracked(sequence, annotated, kept, quirks, frameSize);
    }

    /** Number of frames with both boxes. */
    int common() {
        return Math.min(truth.size(), predicted.size());
    }
}
