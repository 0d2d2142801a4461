package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Box;
import java.util.List;

/**
 * What was found of one target, at one moment.
 *
 * @param target its number, from 1
 * @param first frame of the first row
 */
record Rows(int target, int first, List<Found> found) {
    Rows {
        found = List.copyOf(found);
    }

    /** The frame behind the last row. */
    int end() {
        return first + found.size();
    }

    /** The box in a frame. */
    Box box(int frame) {
        return frame < first || frame >= end()
                ? Box.NONE
                : found.get(frame - first).box();
    }
}
