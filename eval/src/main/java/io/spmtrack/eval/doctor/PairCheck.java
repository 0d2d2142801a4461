package io.spmtrack.eval.doctor;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.model.image.Image;
import java.util.Optional;
import java.util.stream.IntStream;

/** Looks at the pictures of both modalities of a sequence; those that are made of others, as of distances, are decoded. */
final class PairCheck {
    private final String name;
    private final boolean deep;
    private final Findings findings;

    PairCheck(String name, boolean deep, Findings findings) {
        this.name = name;
        this.deep = deep;
        this.findings = findings;
    }

    /** @return the size of the visible pictures */
    Optional<FrameSize> run(PairFrames pair) {
        Optional<FrameSize> visible = pictures(pair.visible(), "visible picture ");
        Optional<FrameSize> other = pictures(pair.other(), "picture of the second modality ");
        if (visible.isPresent() && other.isPresent() && !visible.equals(other)) {
            findings.add(
                    Defect.SIZES,
                    name,
                    "has visible pictures of " + PictureCheck.text(visible.get())
                            + " pixels, and of the second modality of " + PictureCheck.text(other.get())
                            + ": pairs show the same view pixel on pixel");
        }
        return visible;
    }

    private Optional<FrameSize> pictures(Frames frames, String what) {
        if (frames instanceof StoredFrames stored) {
            return new PictureCheck(stored, deep, findings).run(Optional.empty());
        }
        int last = frames.size() - 1;
        findings.looked(frames.size());
        Optional<FrameSize> first = Optional.empty();
        for (int index : (deep
                        ? IntStream.rangeClosed(0, last)
                        : IntStream.of(0, last / 2, last).distinct())
                .toArray()) {
            Optional<FrameSize> size =
                    findings.read(Defect.UNREADABLE, name + ": " + what + index, () -> size(frames.image(index)));
            first = first.isPresent() ? first : size;
        }
        return first;
    }

    private FrameSize size(Image image) {
        findings.decoded();
        return new FrameSize(image.width(), image.height());
    }
}
