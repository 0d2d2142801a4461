package io.spmtrack.model.track;

import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.inside.Insight;
import java.util.List;
import java.util.Optional;

/**
 * How a tracker decided on its box in one frame (docs/spec/inference.md §3): what the network looked at, what it answered
 * and what was chosen.
 *
 * @param frame number of the frame, 0 being the one the target was given in
 * @param result what was reported, in image pixels
 * @param peak the chosen cell, its score and its box in pixels of the search crop
 * @param search the search crop
 * @param references the reference crops, the given target's first
 * @param columns cells in a row of the score map
 * @param scores score of each cell in 0…1, row by row
 * @param decision scores mixed with the window; the chosen cell is the highest
 * @param inside what happened inside the network, where the session was made to show it
 */
public record Explanation(
        int frame,
        TrackResult result,
        Peak peak,
        Image search,
        List<Reference> references,
        int columns,
        List<Float> scores,
        List<Float> decision,
        Optional<Insight> inside) {

    /**
     * A crop that shows the target earlier.
     *
     * @param frame it is of
     * @param columns cells in a row of the mask
     * @param mask whether each cell was taken for the target, row by row
     */
    public record Reference(int frame, Image crop, int columns, List<Boolean> mask) {
        public Reference {
            mask = List.copyOf(mask);
        }
    }

    public Explanation {
        references = List.copyOf(references);
        scores = List.copyOf(scores);
        decision = List.copyOf(decision);
    }
}
