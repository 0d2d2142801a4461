package io.spmtrack.eval;

import io.spmtrack.model.image.Box;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What is known of one target in each frame of a sequence: a box, NaN where there is none, whether the target exists,
 * and whether the frame is annotated at all: an absent target differs from a frame without annotation. Boxes of absent
 * targets are kept as the data set gives them. Immutable; 32 bytes a frame.
 */
public final class Truth {

    private static final int CORNERS = 4;

    private final double[] corners;
    private final BitSet existing;
    private final BitSet visible;
    private final BitSet annotated;
    /** None, or the one annotation of the second modality. */
    private final List<Truth> second;

    private Truth(double[] corners, BitSet existing, BitSet visible, BitSet annotated, List<Truth> second) {
        this.corners = corners;
        this.existing = existing;
        this.visible = visible;
        this.annotated = annotated;
        this.second = second;
    }

    /** Every frame is annotated; the target exists where the box has no NaN. */
    public static Truth of(List<Box> boxes) {
        return of(boxes, frame -> !missing(boxes.get(frame)));
    }

    /**
     * Every frame is annotated.
     *
     * @param exists whether the target exists, asked once for each frame
     */
    public static Truth of(List<Box> boxes, IntPredicate exists) {
        return of(boxes, exists, frame -> true);
    }

    /** Frames whose box has NaN are not annotated; in the others the target exists. */
    public static Truth sparse(List<Box> boxes) {
        IntPredicate known = frame -> !missing(boxes.get(frame));
        return of(boxes, known, known);
    }

    /**
     * @param exists whether the target exists, asked once for each frame
     * @param known whether the frame is annotated, asked once for each frame
     */
    public static Truth of(List<Box> boxes, IntPredicate exists, IntPredicate known) {
        double[] corners = new double[Math.multiplyExact(CORNERS, boxes.size())];
        for (int frame = 0; frame < boxes.size(); frame++) {
            put(corners, frame, boxes.get(frame));
        }
        BitSet existing = flags(boxes.size(), exists);
        return new Truth(corners, existing, existing, flags(boxes.size(), known), List.of());
    }

    private static BitSet flags(int frames, IntPredicate flag) {
        BitSet flags = new BitSet(frames);
        for (int frame = 0; frame < frames; frame++) {
            flags.set(frame, flag.test(frame));
        }
        return flags;
    }

    /** The same with flags of its own that tell where the target is seen, asked once for each frame. */
    public Truth withVisible(IntPredicate seen) {
        return new Truth(corners, existing, flags(size(), seen), annotated, second);
    }

    /** The same with boxes of their own for the second modality, which one rule looks at. */
    public Truth withSecond(Truth other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException("annotations of " + size() + " and " + other.size() + " frames");
        }
        return new Truth(corners, existing, visible, annotated, List.of(other));
    }

    /** The annotation of the second modality; this one where both share one. Not kept by {@link #pack}. */
    public Truth second() {
        return second.isEmpty() ? this : second.getFirst();
    }

    /** Nothing is known of any frame. */
    public static Truth unknown(int frames) {
        return firstOnly(Box.NONE, frames);
    }

    /** Only the first frame is annotated, as in test splits whose boxes are not public. */
    public static Truth firstOnly(Box box, int frames) {
        return sparse(new ComputedList<>(frames, frame -> frame == 0 ? box : Box.NONE));
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

    /** Bytes that {@link #pack} writes for a frame. */
    public static final int PACKED = CORNERS * Double.BYTES + 1;

    /** Writes corners and flags of all frames, {@link #PACKED} bytes each. */
    public void pack(ByteBuffer out) {
        for (double corner : corners) {
            out.putDouble(corner);
        }
        for (int frame = 0; frame < size(); frame++) {
            out.put((byte)
                    ((existing.get(frame) ? 1 : 0) | (visible.get(frame) ? 2 : 0) | (annotated.get(frame) ? 4 : 0)));
        }
    }

    /** Reads what {@link #pack} wrote. */
    public static Truth unpack(ByteBuffer in, int frames) {
        double[] corners = new double[Math.multiplyExact(CORNERS, frames)];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = in.getDouble();
        }
        byte[] flags = new byte[frames];
        in.get(flags);
        return new Truth(
                corners,
                flags(frames, frame -> (flags[frame] & 1) != 0),
                flags(frames, frame -> (flags[frame] & 2) != 0),
                flags(frames, frame -> (flags[frame] & 4) != 0),
                List.of());
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
        return new ComputedList<>(size(), this::box);
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
        return annotated.get(Objects.checkIndex(frame, size()));
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
        return only(IntStream.iterate(from, frame -> frame < to, frame -> frame + step)
                .toArray());
    }

    /** The same without the boxes of absent targets. */
    public Truth withoutAbsent() {
        double[] kept = corners.clone();
        for (int frame = existing.nextClearBit(0); frame < size(); frame = existing.nextClearBit(frame + 1)) {
            Arrays.fill(kept, CORNERS * frame, CORNERS * (frame + 1), Double.NaN);
        }
        return new Truth(kept, existing, visible, annotated, second);
    }

    /** The annotated frames alone. */
    public Truth annotatedOnly() {
        return annotated.cardinality() == size()
                ? this
                : only(annotated.stream().toArray());
    }

    private Truth only(int[] frames) {
        double[] kept = new double[CORNERS * frames.length];
        for (int i = 0; i < frames.length; i++) {
            System.arraycopy(corners, CORNERS * frames[i], kept, CORNERS * i, CORNERS);
        }
        return new Truth(
                kept,
                flags(frames.length, i -> existing.get(frames[i])),
                flags(frames.length, i -> visible.get(frames[i])),
                flags(frames.length, i -> annotated.get(frames[i])),
                second.stream().map(other -> other.only(frames)).toList());
    }

    /**
     * The boxes as training uses them ({@code docs/spec/data.md §3}, steps 2 to 4): those of existing targets clipped
     * to the image; a target whose box does not overlap the image, or is empty, inverted or NaN, is absent; absent
     * targets have no box.
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
        return new Truth(kept, exists, exists, annotated, second);
    }

    /** One-sided clipping as the official code does it, so that a box outside of the image comes out inverted. */
    private static Box clip(Box box, int width, int height) {
        return new Box(
                Math.max(box.x1(), 0), Math.max(box.y1(), 0), Math.min(box.x2(), width), Math.min(box.y2(), height));
    }
}
