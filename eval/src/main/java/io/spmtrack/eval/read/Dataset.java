package io.spmtrack.eval.read;

import io.spmtrack.eval.Sequence;
import java.util.List;

/**
 * The sequences of one SPEC.
 *
 * @param spec what was asked for
 * @param name with the split, such as {@code got10k-val}
 * @param sequences in the order of the data set, names unique
 */
public record Dataset(DataSpec spec, String name, List<Sequence> sequences) {

    public Dataset {
        sequences = List.copyOf(sequences);
    }

    /** Number of frames of all sequences. */
    public long frames() {
        return sequences.stream().mapToLong(Sequence::size).sum();
    }
}
