package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.Sequence;
import java.util.List;
import java.util.function.Supplier;

/**
 * A video or picture that was found but not yet read, so that a selection costs nothing for what it leaves out.
 *
 * @param read makes a sequence for each of its targets; one, except for pictures with several objects
 */
public record Entry(String name, Supplier<List<Sequence>> read) {

    /** One with one target. */
    public static Entry of(String name, Supplier<Sequence> read) {
        return new Entry(name, () -> List.of(read.get()));
    }
}
