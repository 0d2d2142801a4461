package io.spmtrack.eval.doctor;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a sequence through the reader of its layout, which stops at the first fault of its files. */
final class OtherCheck {
    private final boolean deep;
    private final Findings findings;

    OtherCheck(boolean deep, Findings findings) {
        this.deep = deep;
        this.findings = findings;
    }

    void run(Entry entry) {
        for (Sequence sequence :
                findings.read(Defect.UNREADABLE, entry.name(), entry.read()).orElse(List.of())) {
            Optional<FrameSize> size = switch (sequence.frames()) {
                case StoredFrames stored -> new PictureCheck(stored, deep, findings).run(Optional.empty());
                case PairFrames pair -> new PairCheck(sequence.name(), deep, findings).run(pair);
                default -> Optional.empty();
            };
            size.ifPresent(known -> outside(sequence, known));
        }
    }

    private void outside(Sequence sequence, FrameSize size) {
        List<Integer> outside = new ArrayList<>();
        for (int frame = 0; frame < sequence.size(); frame++) {
            Box box = sequence.truth().box(frame);
            boolean boxed = sequence.truth().exists(frame) && box.valid();
            if (boxed && !box.clip(size.width(), size.height()).valid()) {
                outside.add(frame);
            }
        }
        if (!outside.isEmpty()) {
            findings.add(
                    Defect.BOXES,
                    sequence.name(),
                    "the box lies outside of the picture in " + outside.size() + " frames, first in frame "
                            + outside.getFirst());
        }
    }
}
