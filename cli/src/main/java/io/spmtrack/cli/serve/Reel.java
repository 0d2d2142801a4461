package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Image;

/**
 * The pictures of an open video by number, for two who read at a time: the tracking thread in ascending order, and pages in
 * any.
 */
sealed interface Reel extends AutoCloseable permits FileReel, CameraReel {

    /** Number of frames, {@link Integer#MAX_VALUE} where it is not known. */
    int size();

    /** Frames a second. */
    double rate();

    /** Whether there is such a frame; waits for a camera's next one. For the tracking thread. */
    boolean has(int frame);

    /** A frame, for the tracking thread. */
    Image image(int frame);

    /**
     * A frame, for a page.
     *
     * @throws Refusal if there is none of this number
     */
    Shown show(int frame);

    /**
     * The newest frame that was tracked; while nothing is tracked, a camera's next one.
     *
     * @param tracking whether the tracking thread is at work
     */
    Shown latest(boolean tracking);

    @Override
    void close();
}
