package io.spmtrack.eval.pair;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Two videos of the same scene, paired by position. Where one ends before the other, the pairs end.
 *
 * @param visible the frames that everything sees which knows of one modality only
 * @param other the frames of the second modality
 * @param notes what is odd about them, a line each
 */
public record PairFrames(Frames visible, Frames other, List<String> notes) implements Frames {

    public PairFrames {
        Objects.requireNonNull(visible);
        Objects.requireNonNull(other);
        notes = List.copyOf(notes);
    }

    /**
     * Two recordings as one.
     *
     * @param name what messages call the first
     * @param otherName what they call the second
     * @throws InputException if they cannot be a pair: of different sizes, a camera, or themselves of two modalities
     */
    public static PairFrames of(String name, Frames visible, String otherName, Frames other) {
        requireSingle(name, visible);
        requireSingle(otherName, other);
        FrameSize first = visible.frameSize();
        FrameSize second = other.frameSize();
        if (!first.equals(second)) {
            throw new InputException(name + " has pictures of " + first.width() + "x" + first.height() + " pixels, "
                    + otherName + " of " + second.width() + "x" + second.height()
                    + "; a pair shows the same view pixel on pixel: crop or scale one of them to fit the other");
        }
        int count = Math.min(visible.size(), other.size());
        List<String> notes = visible.size() == other.size()
                ? List.of()
                : List.of(name + " has " + visible.size() + " pictures, " + otherName + " " + other.size()
                        + "; they are paired by position, so the first " + count + " of each are used");
        return new PairFrames(visible, other, notes);
    }

    private static void requireSingle(String name, Frames frames) {
        if (frames.size() == Integer.MAX_VALUE) {
            throw new InputException(name + ": the pictures of a camera cannot be paired by position; record both"
                    + " modalities and name the recordings");
        }
        if (frames.second().isPresent()) {
            throw new InputException(name + ": is a pair of two modalities already; name recordings of one modality");
        }
    }

    @Override
    public int size() {
        return Math.min(visible.size(), other.size());
    }

    @Override
    public Image image(int index) {
        return visible.image(Objects.checkIndex(index, size()));
    }

    @Override
    public Image image(int index, Function<FrameSize, PixelRect> wanted) {
        return visible.image(Objects.checkIndex(index, size()), wanted);
    }

    @Override
    public Optional<Frames> second() {
        return Optional.of(other);
    }

    @Override
    public List<Image> images(int index) {
        return aligned(index, image(index), other.image(index));
    }

    @Override
    public List<Image> images(int index, Function<FrameSize, PixelRect> wanted) {
        return aligned(index, image(index, wanted), other.image(index, wanted));
    }

    private static List<Image> aligned(int index, Image first, Image second) {
        if (first.width() != second.width() || first.height() != second.height()) {
            throw new InputException("pair " + index + ": the pictures have " + first.width() + "x" + first.height()
                    + " and " + second.width() + "x" + second.height()
                    + " pixels; pairs must be aligned, so of one size");
        }
        return List.of(first, second);
    }

    @Override
    public boolean has(int index) {
        return index >= 0 && index < size() && visible.has(index) && other.has(index);
    }

    @Override
    public FrameSize frameSize() {
        return visible.frameSize();
    }

    @Override
    public boolean gone() {
        return visible.gone() || other.gone();
    }

    @Override
    public Frames slice(int from, int to, int step) {
        return new PairFrames(visible.slice(from, to, step), other.slice(from, to, step), notes);
    }

    @Override
    public void close() {
        try (visible) {
            other.close();
        }
    }
}
