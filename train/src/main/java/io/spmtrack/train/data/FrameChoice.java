package io.spmtrack.train.data;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The frames of a sample by index, in temporal or in reversed order: references first, then two search frames. */
public record FrameChoice(List<Integer> references, List<Integer> searches) {

    /** Search frames of every sample: the model is trained on two frames in succession. */
    public static final int SEARCHES = 2;

    public FrameChoice {
        references = List.copyOf(references);
        searches = List.copyOf(searches);
        if (references.isEmpty() || searches.size() != SEARCHES) {
            throw new IllegalArgumentException(
                    "a sample has references and two search frames, not " + references + " and " + searches);
        }
    }

    /** All frames are frame 0: a single picture. */
    static FrameChoice still(int references) {
        return new FrameChoice(Collections.nCopies(references, 0), Collections.nCopies(SEARCHES, 0));
    }

    /** The first {@code references} of the frames in order are references, the others search frames. */
    static FrameChoice of(int[] ordered, int references) {
        List<Integer> all = IntStream.of(ordered).boxed().toList();
        return new FrameChoice(all.subList(0, references), all.subList(references, all.size()));
    }
}
