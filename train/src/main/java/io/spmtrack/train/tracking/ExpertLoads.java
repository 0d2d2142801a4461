package io.spmtrack.train.tracking;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.inside.GateMeans;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import io.spmtrack.train.log.LayerLoad;
import java.util.List;

/** A tracker that looks at the gates of its network in some frames; its boxes are those of the other. */
final class ExpertLoads implements Tracker {
    private static final int EVERY = 20;

    private final SpmTracker tracker;
    private final GateMeans gates = new GateMeans();
    private int frames;

    /** @param tracker on a session that explains */
    ExpertLoads(SpmTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public void init(Frame frame, Box box) {
        tracker.init(frame, box);
    }

    @Override
    public TrackResult update(Frame frame) {
        TrackResult result = tracker.update(frame);
        if (frames++ % EVERY == 0) {
            tracker.inside().ifPresent(gates::add);
        }
        return result;
    }

    /** The load of each layer's experts; empty where there are none. */
    List<LayerLoad> loads() {
        return gates.byLayer().entrySet().stream()
                .map(layer -> new LayerLoad(layer.getKey(), layer.getValue()))
                .toList();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
