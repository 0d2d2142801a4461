package io.spmtrack.train.data;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The frames of a sample by index, in temporal or in reversed order: references first, then search frames. */
public record FrameChoice(List<Integer> references, List<Integer> searches) {

    public FrameChoice {
        references = List.copyOf(references);
        searches = List.copyOf(searches);
        if (references.isEmpty() || searches.isEmpty()) {
            throw new IllegalArgumentException(
                    "a sample has references and search frames, not " + references + " and " + searches);
        }
    }

    /** All frames are frame 0: a single picture. */
    static FrameChoice still(int references, int searches) {
        return new FrameChoice(Collections.nCopies(references, 0), Collections.nCopies(searches, 0));
    }

    /** The first {@code references} of the frames in order are references, the others search frames. */
    static FrameChoice of(int[] ordered, int references) {
        List<Integer> all = IntStream.of(ordered).boxed().toList();
        return new FrameChoice(all.subList(0, references), all.subList(references, all.size()));
    }
}
