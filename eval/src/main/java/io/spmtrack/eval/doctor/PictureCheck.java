package io.spmtrack.eval.doctor;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.model.image.Image;
import java.util.Optional;
import java.util.stream.IntStream;

/** Looks at the pictures of a sequence: the headers of the first, the middle and the last, or decodes all. */
final class PictureCheck {
    private final StoredFrames frames;
    private final boolean deep;
    private final Findings findings;

    PictureCheck(StoredFrames frames, boolean deep, Findings findings) {
        this.frames = frames;
        this.deep = deep;
        this.findings = findings;
    }

    /**
     * @param stated the size that another file says
     * @return the size of the first that can be read
     */
    Optional<FrameSize> run(Optional<FrameSize> stated) {
        findings.looked(frames.size());
        Optional<FrameSize> first = Optional.empty();
        String where = "";
        boolean alike = true;
        for (int index : wanted()) {
            Optional<FrameSize> size = findings.read(Defect.UNREADABLE, frames.where(index), () -> size(index));
            if (first.isEmpty() && size.isPresent()) {
                first = size;
                where = frames.where(index);
            } else if (alike && size.isPresent() && !size.equals(first)) {
                alike = false;
                findings.add(
                        Defect.SIZES,
                        frames.where(index),
                        "has " + text(size.get()) + " pixels, " + where + " " + text(first.get())
                                + ": the pictures of a sequence have one size");
            }
        }
        if (first.isPresent() && stated.isPresent() && !stated.equals(first)) {
            findings.add(
                    Defect.SIZES,
                    where,
                    "has " + text(first.get()) + " pixels, but " + text(stated.get()) + " are stated");
        }
        return first;
    }

    private int[] wanted() {
        int last = frames.size() - 1;
        return deep
                ? IntStream.rangeClosed(0, last).toArray()
                : IntStream.of(0, last / 2, last).distinct().toArray();
    }

    private FrameSize size(int index) {
        if (!deep) {
            return frames.size(index);
        }
        Image image = frames.image(index);
        findings.decoded();
        return new FrameSize(image.width(), image.height());
    }

    static String text(FrameSize size) {
        return size.width() + "x" + size.height();
    }
}
