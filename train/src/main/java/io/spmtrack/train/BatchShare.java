package io.spmtrack.train;

import io.spmtrack.engine.InputException;
import io.spmtrack.train.data.Stride;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The micro-batches of a batch that one of several ranks computes: neighbours, and a power of two of them, so that their sum is a
 * node of the tree of pairs in which all are added.
 *
 * @param first the first of them in the batch
 * @param count how many
 * @param batch samples of the whole batch
 * @param micro samples of a micro-batch
 */
record BatchShare(int first, int count, int batch, int micro) {
    /**
     * What a rank computes.
     *
     * @throws InputException if the batch cannot be dealt to so many ranks, naming those to which it can
     */
    static BatchShare of(TrainSettings settings, int rank, int ranks) {
        int micros = settings.microBatches();
        if (ranks > 1 && !deals(micros, ranks)) {
            throw new InputException("train.batch=" + settings.batch() + " train.micro=" + settings.micro() + ": "
                    + micros + (micros == 1 ? " micro-batch" : " micro-batches") + " for " + ranks
                    + " ranks; each needs the same number, 1, 2, 4, 8 …: start "
                    + IntStream.rangeClosed(1, micros)
                            .filter(each -> deals(micros, each))
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(" or "))
                    + (micros == 1 ? " rank" : " ranks") + ", or choose another train.micro in a new run");
        }
        int count = micros / ranks;
        return new BatchShare(rank * count, count, settings.batch(), settings.microBatch());
    }

    /** Whether so many micro-batches can be dealt to so many ranks. */
    private static boolean deals(int micros, int ranks) {
        int each = micros / ranks;
        return micros % ranks == 0 && Integer.bitCount(each) == 1 || ranks == 1;
    }

    /** Samples of this rank in a batch. */
    int samples() {
        return count * micro;
    }

    /** Which samples of all those are. */
    Stride stride() {
        return new Stride(batch, first * micro, samples());
    }

    /** Micro-batches of the whole batch. */
    int all() {
        return batch / micro;
    }
}
