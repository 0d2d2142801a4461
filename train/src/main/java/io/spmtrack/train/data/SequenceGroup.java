package io.spmtrack.train.data;

import io.spmtrack.eval.Sequence;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * Sequences that share one weight in a mixture. Data sets that are to share a weight in proportion to their numbers of
 * sequences ({@code docs/spec/data.md §1}) are put into one list.
 */
public sealed interface SequenceGroup {

    /** Share of the samples, in relation to the weights of the other groups. */
    double weight();

    /**
     * A given set of videos and pictures; each appears once before any appears again.
     *
     * @param members each with its targets, of which a sample shows one; may be made when asked for
     */
    record Listed(double weight, List<List<Sequence>> members) implements SequenceGroup {

        public Listed {
            positive(weight);
            if (members.isEmpty()) {
                throw new IllegalArgumentException("a group of sequences to sample from is empty");
            }
        }
    }

    /**
     * Sequences made on demand, ever new ones.
     *
     * @param uses samples made from each of them; more than 1 where making a sequence is expensive. Between two uses
     *     come {@value EpochOrder#WINDOW} samples of other sequences
     * @param sequences makes the sequence of any index from 0; called by several threads
     */
    record Endless(double weight, int uses, LongFunction<Sequence> sequences) implements SequenceGroup {

        public Endless {
            positive(weight);
            Objects.requireNonNull(sequences);
            if (uses < 1) {
                throw new IllegalArgumentException("a sequence is used at least once, not " + uses + " times");
            }
        }

        /** Every sample has a sequence of its own. */
        public Endless(double weight, LongFunction<Sequence> sequences) {
            this(weight, 1, sequences);
        }
    }

    /** Videos with one target each. */
    static SequenceGroup of(double weight, List<Sequence> sequences) {
        return new Listed(weight, sequences.stream().map(List::of).toList());
    }

    private static void positive(double weight) {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("the weight of a group is positive and finite, not " + weight);
        }
    }
}
