package io.spmtrack.eval.synthetic;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.ComputedList;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * An endless supply of short sequences with exactly known boxes, drawn on the fly: textured objects that move, scale,
 * turn, deform and get occluded over moving backgrounds, among look-alikes ({@code docs/adr/0004}). A sequence depends
 * on nothing but its world and its index; immutable and safe for any number of threads.
 *
 * <p>The true box is the tight axis-aligned box around the object's outline at mid-exposure, as if nothing hid it,
 * clipped to the frame. A target of which less than a twentieth is seen, because it is hidden or out of the frame,
 * does not exist in that frame and has no box, and the frame takes no part in a score. In the first frame it is always in
 * full view.
 *
 * @param seed which world
 * @param split {@code train}, {@code val} or {@code test}: worlds that share no sequence
 * @param length frames of a sequence
 * @param size of its pictures in pixels
 */
public record Synthetic(long seed, String split, int length, FrameSize size) {

    public static final int LENGTH = 60;
    public static final FrameSize SIZE = new FrameSize(320, 240);

    private static final int LEAST_SIDE = 64;
    static final int MOST_SIDE = 2048;
    private static final int MOST_LENGTH = 100_000;

    public Synthetic {
        Objects.requireNonNull(split);
        if (length < 1 || length > MOST_LENGTH) {
            throw new InputException("synthetic: length=" + length + ": sequences have 1 to 100000 frames");
        }
        if (Math.min(size.width(), size.height()) < LEAST_SIDE || Math.max(size.width(), size.height()) > MOST_SIDE) {
            throw new InputException("synthetic: size=" + size.width() + "x" + size.height()
                    + ": frames have sides of 64 to 2048 pixels");
        }
    }

    /** A world of sequences in default length and size. */
    public static Synthetic of(long seed, String split) {
        return new Synthetic(seed, split, LENGTH, SIZE);
    }

    /**
     * The world of a data SPEC's options {@code seed} (0), {@code length} (60) and {@code size} (320x240); others are
     * not looked at.
     *
     * @throws InputException if a value is not a number or out of range
     */
    public static Synthetic of(Map<String, String> options, String split) {
        String size = options.getOrDefault("size", SIZE.width() + "x" + SIZE.height());
        int cross = size.indexOf('x');
        if (cross < 0) {
            throw new InputException("synthetic: size=" + size + ": write WIDTHxHEIGHT, such as 320x240");
        }
        int width = (int) number("size", size.substring(0, cross), 1, MOST_SIDE);
        int height = (int) number("size", size.substring(cross + 1), 1, MOST_SIDE);
        return new Synthetic(
                number("seed", options.getOrDefault("seed", "0"), Long.MIN_VALUE, Long.MAX_VALUE),
                split,
                (int) number("length", options.getOrDefault("length", "" + LENGTH), 1, MOST_LENGTH),
                new FrameSize(width, height));
    }

    private static long number(String option, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
            throw new InputException("synthetic: " + option + "=" + text + ": must be from " + least + " to " + most);
        } catch (NumberFormatException e) {
            throw new InputException("synthetic: " + option + "=" + text + ": not a whole number", e);
        }
    }

    /** One sequence of the training world of a seed, in default length and size. */
    public static Sequence sequence(long seed, long index) {
        return of(seed, "train").sequence(index);
    }

    /** One sequence of any index; making it takes milliseconds, its frames are drawn when they are asked for. */
    public Sequence sequence(long index) {
        return sequence(index, frames -> frames);
    }

    /**
     * One sequence whose pictures are made from its drawn frames.
     *
     * @param shown gives as many frames as it gets
     */
    public Sequence sequence(long index, Function<SceneFrames, Frames> shown) {
        Scene scene = scene(index);
        List<Box> boxes = new ArrayList<>(length);
        for (int frame = 0; frame < length; frame++) {
            boxes.add(Visibility.box(scene, frame));
        }
        Frames frames = shown.apply(new SceneFrames(this, index, scene));
        return new Sequence("synthetic-" + split, name(index), frames, Truth.sparse(boxes));
    }

    /** Name of a sequence: seed and index, such as {@code 7-0012}. */
    public String name(long index) {
        return String.format(Locale.ROOT, "%d-%04d", seed, index);
    }

    /** Sequences 0 to {@code count} - 1, each made anew whenever it is asked for. */
    public List<Sequence> sequences(int count) {
        return new ComputedList<>(count, index -> sequence((long) index));
    }

    Scene scene(long index) {
        return Scene.of(Draws.of(seed, index).fork(split), length, size.width(), size.height());
    }
}
