package io.spmtrack.eval.submission;

import io.spmtrack.eval.Sequence;
import io.spmtrack.model.image.Box;

/**
 * What a server expects of one sequence.
 *
 * @param frames 0 where that is known only to who has the data
 * @param first the given box; {@link Box#NONE} where that is known only to who has the data
 */
public record Expected(String sequence, int frames, Box first) {

    /** What the data set itself says. */
    public static Expected of(Sequence sequence) {
        return new Expected(sequence.name(), sequence.size(), sequence.truth().box(0));
    }
}
