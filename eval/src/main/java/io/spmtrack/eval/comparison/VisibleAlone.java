package io.spmtrack.eval.comparison;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.util.List;

/** A tracker that gets the visible picture of each pair only: one of two modalities then looks at it twice. */
record VisibleAlone(Tracker tracker) implements Tracker {
    @Override
    public void init(Frame frame, Box box) {
        tracker.init(visible(frame), box);
    }

    @Override
    public TrackResult update(Frame frame) {
        return tracker.update(visible(frame));
    }

    private static Frame visible(Frame frame) {
        return new Frame(List.of(frame.image()), frame.index(), frame.time());
    }

    @Override
    public void close() {
        tracker.close();
    }
}
