package io.spmtrack.eval.baseline;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;

/** The baseline "box never moves": answers the first frame's box forever. What a tracker scores without looking. */
public final class StillTracker implements Tracker {

    private Box box = Box.NONE;

    @Override
    public void init(Frame frame, Box box) {
        if (!box.valid()) {
            throw new IllegalArgumentException("the first box is not valid: " + box);
        }
        this.box = box;
    }

    @Override
    public TrackResult update(Frame frame) {
        if (!box.valid()) {
            throw new IllegalStateException("update before init");
        }
        return new TrackResult(box, 1);
    }

    @Override
    public void close() {
        box = Box.NONE;
    }
}
