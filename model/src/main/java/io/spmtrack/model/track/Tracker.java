package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.inside.Insight;
import java.util.Optional;

/**
 * A single-object tracker with the two methods that every benchmark uses: {@code init} with the first frame and the target's
 * box, then {@code update} once per following frame, in order ({@code docs/spec/inference.md}).
 */
public interface Tracker extends AutoCloseable {

    /**
     * Starts a sequence; what was known of an earlier one is forgotten.
     *
     * @param box the target in {@code frame}, in pixels, with positive width and height
     * @throws IllegalArgumentException if the box is not {@link Box#valid() valid}
     */
    void init(Frame frame, Box box);

    /**
     * Tracks the target into the next frame.
     *
     * @throws IllegalStateException if {@link #init} was not called
     */
    TrackResult update(Frame frame);

    /** How long the parts of the last update took; empty where the tracker has no such parts. */
    default Optional<Stages> stages() {
        return Optional.empty();
    }

    /** What happened inside the network in the last update, computed when asked for; empty where that is not known. */
    default Optional<Insight> inside() {
        return Optional.empty();
    }

    @Override
    void close();
}
