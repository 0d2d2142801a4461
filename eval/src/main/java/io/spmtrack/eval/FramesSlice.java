package io.spmtrack.eval;

import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Every {@code step}-th frame of a range of another source. */
record FramesSlice(Frames frames, int from, int to, int step) implements Frames {

    FramesSlice {
        Objects.checkFromToIndex(from, to, frames.size());
        if (step <= 0) {
            throw new IllegalArgumentException("step must be positive: " + step);
        }
    }

    @Override
    public int size() {
        return Math.ceilDivExact(to - from, step);
    }

    @Override
    public Image image(int index) {
        return frames.image(from + step * Objects.checkIndex(index, size()));
    }

    @Override
    public Image image(int index, Function<FrameSize, PixelRect> wanted) {
        return frames.image(from + step * Objects.checkIndex(index, size()), wanted);
    }

    @Override
    public Optional<Frames> second() {
        return frames.second().map(second -> second.slice(from, to, step));
    }

    @Override
    public boolean has(int index) {
        return index >= 0 && index < size() && frames.has(from + step * index);
    }

    @Override
    public FrameSize frameSize() {
        return frames.frameSize();
    }

    @Override
    public boolean gone() {
        return frames.gone();
    }

    @Override
    public void close() {
        frames.close();
    }
}
