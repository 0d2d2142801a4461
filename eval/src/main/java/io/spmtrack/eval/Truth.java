package io.spmtrack.eval;

import io.spmtrack.model.image.Box;
import java.util.AbstractList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.RandomAccess;
import java.util.function.IntPredicate;

/**
 * What is known of one target in each frame of a sequence: a box, NaN where there is none, and whether the target
 * exists. Boxes of absent targets are kept as the data set gives them. Immutable; 32 bytes a frame.
 */
public final class Truth {

    private static final int CORNERS = 4;

    private final double[] corners;
    private final BitSet existing;
    private final BitSet visible;

    private Truth(double[] corners, BitSet existing, BitSet visible) {
        this.corners = corners;
        this.existing = existing;
        this.visible = visible;
    }

    /** The target exists in every frame whose box has no NaN. */
    public static Truth of(List<Box> boxes) {
        return of(boxes, frame -> !missing(boxes.get(frame)));
    }

    /** @param exists whether the target exists, asked once for each frame */
    public static Truth of(List<Box> boxes, IntPredicate exists) {
        double[] corners = new double[Math.multiplyExact(CORNERS, boxes.size())];
        BitSet existing = new BitSet(boxes.size());
        for (int frame = 0; frame < boxes.size(); frame++) {
            put(corners, frame, boxes.get(frame));
            existing.set(frame, exists.test(frame));
        }
        return new Truth(corners, existing, existing);
    }

    /** The same with flags of its own that tell where the target is seen, asked once for each frame. */
    public Truth withVisible(IntPredicate seen) {
        BitSet flags = new BitSet(size());
        for (int frame = 0; frame < size(); frame++) {
            flags.set(frame, seen.test(frame));
        }
        return new Truth(corners, existing, flags);
    }

    /** Nothing is known of any frame. */
    public static Truth unknown(int frames) {
        return firstOnly(Box.NONE, frames);
    }

    /** Only the first frame is annotated, as in test splits whose boxes are not public. */
    public static Truth firstOnly(Box box, int frames) {
        return of(new AbstractList<Box>() {
            @Override
            public Box get(int frame) {
                return frame == 0 ? box : Box.NONE;
            }

            @Override
            public int size() {
                return frames;
            }
        });
    }

    private static void put(double[] corners, int frame, Box box) {
        int at = CORNERS * frame;
        corners[at] = box.x1();
        corners[at + 1] = box.y1();
        corners[at + 2] = box.x2();
        corners[at + 3] = box.y2();
    }

    private static boolean missing(Box box) {
        return Double.isNaN(box.x1()) || Double.isNaN(box.y1()) || Double.isNaN(box.x2()) || Double.isNaN(box.y2());
    }

    /** Number of frames. */
    public int size() {
        return corners.length / CORNERS;
    }

    /** The box of a frame; NaN where there is none, possibly empty or inverted where the data set says so. */
    public Box box(int frame) {
        int at = CORNERS * Objects.checkIndex(frame, size());
        return new Box(corners[at], corners[at + 1], corners[at + 2], corners[at + 3]);
    }

    /** All boxes, a view. */
    public List<Box> boxes() {
        return new Boxes(this);
    }

    /** Whether the target exists in a frame, by the flags of the data set; without flags, where there is a box. */
    public boolean exists(int frame) {
        return existing.get(Objects.checkIndex(frame, size()));
    }

    /**
     * Whether at least a part of the target is seen, by GOT-10k's {@code cover.label}; without such flags, whether it
     * exists.
     */
    public boolean visible(int frame) {
        return visible.get(Objects.checkIndex(frame, size()));
    }

    /**
     * Whether the data set says anything about a frame: false between the boxes of sparse annotations and behind the
     * first frame of withheld ones. Such frames take no part in a score.
     */
    public boolean annotated(int frame) {
        return exists(frame) || !missing(box(frame));
    }

    /** The first frame whose target exists with a box of positive size. */
    public OptionalInt first() {
        for (int frame = existing.nextSetBit(0); frame >= 0; frame = existing.nextSetBit(frame + 1)) {
            if (box(frame).valid()) {
                return OptionalInt.of(frame);
            }
        }
        return OptionalInt.empty();
    }

    /** The last frame whose target exists with a box of positive size. */
    public OptionalInt last() {
        for (int frame = existing.length() - 1; frame >= 0; frame = existing.previousSetBit(frame - 1)) {
            if (box(frame).valid()) {
                return OptionalInt.of(frame);
            }
        }
        return OptionalInt.empty();
    }

    /** Entries {@code from, from + step, …} below {@code to}. */
    public Truth slice(int from, int to, int step) {
        Objects.checkFromToIndex(from, to, size());
        int frames = Math.ceilDivExact(to - from, step);
        double[] kept = new double[CORNERS * frames];
        BitSet exists = new BitSet(frames);
        BitSet seen = new BitSet(frames);
        for (int frame = 0; frame < frames; frame++) {
            System.arraycopy(corners, CORNERS * (from + step * frame), kept, CORNERS * frame, CORNERS);
            exists.set(frame, existing.get(from + step * frame));
            seen.set(frame, visible.get(from + step * frame));
        }
        return new Truth(kept, exists, seen);
    }

    /**
     * The boxes as training uses them ({@code spec/data.md §3}, steps 2 to 4): those of existing targets clipped to the
     * image; a target whose box does not overlap the image, or is empty, inverted or NaN, is absent; absent targets
     * have no box.
     *
     * @param width of the image in pixels
     * @param height of the image in pixels
     */
    public Truth cleaned(int width, int height) {
        double[] kept = new double[corners.length];
        BitSet exists = new BitSet(size());
        for (int frame = 0; frame < size(); frame++) {
            Box clipped = existing.get(frame) ? clip(box(frame), width, height) : Box.NONE;
            boolean inside = clipped.valid();
            exists.set(frame, inside);
            put(kept, frame, inside ? clipped : Box.NONE);
        }
        return new Truth(kept, exists, exists);
    }

    /** One-sided clipping as the official code does it, so that a box outside of the image comes out inverted. */
    private static Box clip(Box box, int width, int height) {
        return new Box(
                Math.max(box.x1(), 0), Math.max(box.y1(), 0), Math.min(box.x2(), width), Math.min(box.y2(), height));
    }

    private static final class Boxes extends AbstractList<Box> implements RandomAccess {
        private final Truth truth;

        Boxes(Truth truth) {
            this.truth = truth;
        }

        @Override
        public Box get(int frame) {
            return truth.box(frame);
        }

        @Override
        public int size() {
            return truth.size();
        }
    }
}
