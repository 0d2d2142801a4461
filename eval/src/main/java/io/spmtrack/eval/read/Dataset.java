package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.TextFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
        Set<String> names = new HashSet<>();
        for (Sequence sequence : sequences) {
            if (!names.add(sequence.name())) {
                throw new InputException(spec + ": holds the sequence " + TextFile.quoted(sequence.name())
                        + " twice, but results are told apart by its name; name it once in a list.txt or subset, or"
                        + " rename one of two folders");
            }
        }
    }

    /** Number of frames of all sequences. */
    public long frames() {
        return sequences.stream().mapToLong(Sequence::size).sum();
    }
}
