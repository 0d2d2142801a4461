package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.filter.TargetFilter;

/** A correlation filter as a tracker: it learns from the video it follows and needs no weights. */
public final class FilterTracker implements Tracker {
    private final TargetFilter filter = new TargetFilter(1);

    @Override
    public void init(Frame frame, Box box) {
        filter.start(frame.images(1), box);
    }

    @Override
    public TrackResult update(Frame frame) {
        Box found = filter.follow(frame.images(1));
        return new TrackResult(found, filter.confidence());
    }

    @Override
    public void close() {}
}
