package io.spmtrack.eval.result;

import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The results of a tracker on one sequence, from the first frame on.
 *
 * @param name of the sequence
 */
public record SequenceResult(String name, List<TrackedFrame> frames) {

    public SequenceResult {
        Objects.requireNonNull(name);
        frames = frames instanceof OnlyBoxes ? frames : List.copyOf(frames);
    }

    static SequenceResult ofBoxes(String name, List<Box> boxes) {
        return new SequenceResult(name, new OnlyBoxes(boxes));
    }

    public List<Box> boxes() {
        return frames instanceof OnlyBoxes only
                ? only.boxes()
                : frames.stream().map(TrackedFrame::box).toList();
    }

    /** Whether a frame has a time. */
    public boolean timed() {
        return !(frames instanceof OnlyBoxes) && frames.stream().anyMatch(frame -> !Double.isNaN(frame.seconds()));
    }

    /**
     * The same with this box in the first frame if that frame has none: VOT files carry a mark there, because the box
     * was given.
     */
    public SequenceResult startingAt(Box box) {
        if (frames.isEmpty() || !frames.getFirst().box().equals(Box.NONE)) {
            return this;
        }
        TrackedFrame first = frames.getFirst();
        List<TrackedFrame> started = new ArrayList<>(frames);
        started.set(0, new TrackedFrame(box, first.confidence(), first.seconds()));
        return new SequenceResult(name, started);
    }

    /** The same with other boxes, one for each frame. */
    SequenceResult at(List<Box> boxes) {
        List<TrackedFrame> moved = new ArrayList<>();
        for (TrackedFrame frame : frames) {
            moved.add(new TrackedFrame(boxes.get(moved.size()), frame.confidence(), frame.seconds(), frame.lost()));
        }
        return new SequenceResult(name, moved);
    }

    /** Frames per second by the mean time of a frame ({@code docs/spec/inference.md §8}); NaN without times. */
    public double framesPerSecond() {
        return !timed()
                ? Double.NaN
                : 1
                        / frames.stream()
                                .mapToDouble(TrackedFrame::seconds)
                                .average()
                                .orElse(Double.NaN);
    }
}
