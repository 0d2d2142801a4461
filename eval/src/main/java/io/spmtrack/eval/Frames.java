package io.spmtrack.eval;

import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pictures of one sequence by index from 0: a list of files, a video, a generator. Reading in ascending order is
 * always cheap; going back may cost a second reading of a video. One thread at a time; an image that was handed out
 * stays valid.
 */
public interface Frames extends AutoCloseable {

    /** Number of frames; {@link Integer#MAX_VALUE} for a stream whose end is not known, such as a camera. */
    int size();

    /**
     * One frame.
     *
     * @throws IndexOutOfBoundsException if there is no such frame
     * @throws io.spmtrack.engine.InputException if it cannot be read; the message names the file
     */
    Image image(int index);

    /**
     * One frame of which only a part will be looked at. A source that draws its frames, or decodes them one by one, may leave the
     * rest of it black; all others give the whole frame.
     *
     * @param wanted says which pixels are looked at, all inside of the frame, given its size
     */
    default Image image(int index, Function<FrameSize, PixelRect> wanted) {
        return image(index);
    }

    /**
     * All pictures of one moment, of one size, pixel on pixel: the visible one first, and behind it that of a second modality where
     * the source has one.
     *
     * @param wanted as for {@link #image(int, Function)}
     */
    default List<Image> images(int index, Function<FrameSize, PixelRect> wanted) {
        return second().map(other -> List.of(image(index, wanted), other.image(index, wanted)))
                .orElseGet(() -> List.of(image(index, wanted)));
    }

    /** All pictures of one moment, each whole. */
    default List<Image> images(int index) {
        return second().map(other -> List.of(image(index), other.image(index))).orElseGet(() -> List.of(image(index)));
    }

    /**
     * Whether there is a frame at this index. For videos and cameras this looks at the stream itself, so a loop over
     * {@code has} ends cleanly where the stream ends.
     */
    default boolean has(int index) {
        return index >= 0 && index < size();
    }

    /** Width and height in pixels of the first frame, without decoding it where the source allows that. */
    default FrameSize frameSize() {
        Image first = image(0);
        return new FrameSize(first.width(), first.height());
    }

    /**
     * The pictures of a second modality (thermal, depth, events), aligned with these pixel by pixel and frame by frame, at
     * least as many; empty for all but pairs.
     */
    default Optional<Frames> second() {
        return Optional.empty();
    }

    /** Whether the folder or file that the pictures lie in is no longer there, so that none of them can be read. */
    default boolean gone() {
        return false;
    }

    /** Frames {@code from, from + step, …} below {@code to}; the view shares this source and closes it. */
    default Frames slice(int from, int to, int step) {
        return new FramesSlice(this, from, to, step);
    }

    /** Ends processes and files behind the frames; they may be asked for again later. */
    @Override
    default void close() {}
}
