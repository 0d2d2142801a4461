package io.spmtrack.eval;

import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * One video with the true boxes of one target, frame by frame.
 *
 * @param dataset name of the data set with its split, such as {@code otb} or {@code got10k-val}
 * @param name name of the sequence, unique in its data set
 * @param frames the pictures
 * @param truth as many entries as there are frames
 */
public record Sequence(String dataset, String name, Frames frames, Truth truth) {

    public Sequence {
        Objects.requireNonNull(dataset);
        Objects.requireNonNull(name);
        if (frames.size() != truth.size()) {
            throw new IllegalArgumentException(
                    "sequence " + name + " has " + frames.size() + " frames, but boxes for " + truth.size());
        }
    }

    public int size() {
        return truth.size();
    }

    /** The same with {@link Truth#withVisible flags} that tell where the target is seen. */
    public Sequence withVisible(IntPredicate seen) {
        return new Sequence(dataset, name, frames, truth.withVisible(seen));
    }

    /** Every {@code stride}-th frame, beginning with the first one. */
    public Sequence every(int stride) {
        return stride == 1
                ? this
                : new Sequence(dataset, name, frames.slice(0, size(), stride), truth.slice(0, size(), stride));
    }

    /**
     * The sequence as training sees it ({@code docs/spec/data.md §3}): boxes clipped to the image, boxes outside of it
     * removed, frames without a box cut off at both ends; empty when no box is left.
     */
    public Optional<Sequence> cleaned() {
        FrameSize size = frames.frameSize();
        Truth cleaned = truth.cleaned(size.width(), size.height());
        if (cleaned.first().isEmpty()) {
            return Optional.empty();
        }
        int from = cleaned.first().getAsInt();
        int to = cleaned.last().getAsInt() + 1;
        Frames kept = from == 0 && to == size() ? frames : frames.slice(from, to, 1);
        return Optional.of(new Sequence(dataset, name, kept, cleaned.slice(from, to, 1)));
    }
}
