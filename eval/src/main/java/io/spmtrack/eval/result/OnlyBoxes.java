package io.spmtrack.eval.result;

import io.spmtrack.eval.ComputedList;
import io.spmtrack.model.image.Box;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** Frames of which nothing but a box is known, as most result files have them; 32 bytes a frame, unchangeable. */
final class OnlyBoxes extends AbstractList<TrackedFrame> implements RandomAccess {
    private static final int CORNERS = 4;

    private final double[] corners;

    OnlyBoxes(List<Box> boxes) {
        corners = new double[Math.multiplyExact(CORNERS, boxes.size())];
        int at = 0;
        for (Box box : boxes) {
            corners[at++] = box.x1();
            corners[at++] = box.y1();
            corners[at++] = box.x2();
            corners[at++] = box.y2();
        }
    }

    @Override
    public TrackedFrame get(int frame) {
        return TrackedFrame.of(box(frame));
    }

    private Box box(int frame) {
        int at = CORNERS * Objects.checkIndex(frame, size());
        return new Box(corners[at], corners[at + 1], corners[at + 2], corners[at + 3]);
    }

    @Override
    public int size() {
        return corners.length / CORNERS;
    }

    /** The boxes alone, a view. */
    List<Box> boxes() {
        return new ComputedList<>(size(), this::box);
    }
}
