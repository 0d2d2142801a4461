package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.Explanation;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A target of a video: the boxes a person gave, and those found from each of them on. The video guards it, except for the
 * tracker, which belongs to the tracking thread.
 */
final class Followed {
    private static final long INSIGHT_EVERY = 100_000_000L;

    private final int id;
    private final Tracker tracker;
    private final TreeMap<Integer, Box> given = new TreeMap<>();
    private final List<Found> found = new ArrayList<>();
    private int first;
    private int next;
    private int revision;

    private int started;
    private long explained;
    private volatile Optional<Insight> insight = Optional.empty();

    Followed(int id, Tracker tracker) {
        this.id = id;
        this.tracker = tracker;
    }

    int id() {
        return id;
    }

    /** The first frame with a box. */
    int first() {
        return first;
    }

    /** The frame to track next. */
    int next() {
        return next;
    }

    /** Number of rows. */
    int size() {
        return found.size();
    }

    /** Rows there would be with a box given in a frame. */
    int sizeWith(int frame) {
        return found.isEmpty() || frame < first ? 0 : frame - first;
    }

    Map<Integer, Box> given() {
        return new TreeMap<>(given);
    }

    Rows rows() {
        return new Rows(id, first, found);
    }

    /** Rows that came after a version of the state; they are the last ones, because each is later than those before it. */
    Rows rowsAfter(long version) {
        int from = found.size();
        while (from > 0 && found.get(from - 1).version() > version) {
            from--;
        }
        return new Rows(id, first + from, found.subList(from, found.size()));
    }

    /** A person says where the target is. What was found from there on no longer holds; in a gap before it, nothing is known. */
    void give(int frame, Box box, long version) {
        if (found.isEmpty() || frame < first) {
            found.clear();
            first = frame;
        }
        while (found.size() > frame - first) {
            found.removeLast();
        }
        while (found.size() < frame - first) {
            found.add(Found.absent(version));
        }
        given.put(frame, box);
        next = frame;
        revision++;
    }

    Step step() {
        return new Step(this, next, Optional.ofNullable(given.get(next)), revision);
    }

    /** Takes the result of a step, unless a person has given another box meanwhile. */
    void take(Step step, Found result) {
        if (step.revision() == revision && step.frame() == next) {
            found.add(result);
            next++;
        }
    }

    /** Does a step; on the tracking thread. What it finds has no version yet. */
    Found find(Step step, Frame frame) {
        if (step.given().isPresent()) {
            tracker.init(frame, step.given().get());
            started = frame.index();
            return new Found(step.given().get(), 1, true, false, 0);
        }
        TrackResult result = next(frame);
        Box box = result.box().valid() && !result.lost() ? result.box() : Box.NONE;
        return new Found(box, result.confidence(), false, result.lost(), 0);
    }

    private TrackResult next(Frame frame) {
        if (tracker instanceof SpmTracker network && System.nanoTime() - explained > INSIGHT_EVERY) {
            Explanation explanation = network.explain(frame);
            insight = Optional.of(new Insight(explanation, started));
            explained = System.nanoTime();
            return explanation.result();
        }
        return tracker.update(frame);
    }

    /** Why the last explained box is where it is. */
    Optional<Insight> insight() {
        return insight;
    }

    /** On the tracking thread. */
    void close() {
        tracker.close();
    }
}
