package io.spmtrack.eval.doctor;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.doctor.Case.FlagFile;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Flags;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Looks at all files of a sequence. */
final class CaseCheck {
    private final Case of;
    private final boolean deep;
    private final Findings findings;

    CaseCheck(Case of, boolean deep, Findings findings) {
        this.of = of;
        this.deep = deep;
        this.findings = findings;
    }

    void run() {
        Optional<StoredFrames> frames = pictures();
        Optional<FrameSize> size = frames.flatMap(found -> new PictureCheck(found, deep, findings).run(of.stated()));
        Optional<BoxFile> boxes = boxes();
        if (boxes.isEmpty()) {
            return;
        }
        BitSet absent = absent(
                boxes.get(), frames.map(StoredFrames::size).orElse(boxes.get().rows()));
        frames.ifPresent(found -> rows(boxes.get(), found));
        BoxFile shifted = of.firstPixel() == 0 ? boxes.get() : boxes.get().shifted(-of.firstPixel());
        new BoxCheck(of, shifted, size, findings).run(row -> !absent.get(row));
    }

    private Optional<BoxFile> boxes() {
        if (Files.notExists(of.truth())) {
            findings.add(Defect.MISSING, of.truth(), "no such file; fetch the annotations again");
            return Optional.empty();
        }
        return findings.read(of.truth(), () -> BoxFile.read(of.truth()));
    }

    private Optional<StoredFrames> pictures() {
        Optional<StoredFrames> frames = findings.read(of.folder(), of.pictures());
        if (frames.isPresent() && frames.get().size() == 0) {
            findings.add(Defect.MISSING, of.folder(), "has no pictures; fetch or unpack them again");
            return Optional.empty();
        }
        return frames;
    }

    private void rows(BoxFile boxes, StoredFrames frames) {
        Optional<String> gap = Gap.in(frames.names());
        gap.ifPresent(missing ->
                findings.add(Defect.MISSING, of.folder().resolve(missing), "is left out of the numbered pictures"));
        boolean first = of.firstOnly() && boxes.rows() == 1;
        if (gap.isEmpty() && !first && boxes.rows() != frames.size()) {
            findings.add(KnownDefects.mark(
                    of.name(),
                    Defect.ROWS,
                    boxes.name(),
                    "has " + boxes.rows() + " rows, but there are " + frames.size() + " pictures"));
        }
    }

    /** The frames that any flags call absent; flags that are inverted say nothing. */
    private BitSet absent(BoxFile boxes, int frames) {
        BitSet absent = new BitSet();
        for (FlagFile file : of.flags()) {
            if (of.firstOnly() && boxes.rows() == 1) {
                continue;
            }
            if (Files.notExists(file.path())) {
                findings.add(
                        Defect.MISSING, file.path(), "no such file; the target then counts as seen in every frame");
                continue;
            }
            Optional<Flags> flags = findings.read(file.path(), () -> Flags.read(file.path(), file.greatest()));
            boolean alike = flags.isPresent() && flags.get().size() == boxes.rows();
            if (flags.isPresent() && !alike && flags.get().size() != frames) {
                findings.add(
                        Defect.ROWS,
                        file.path(),
                        "has " + flags.get().size() + " flags for " + boxes.rows() + " boxes");
            } else if (alike) {
                add(file, flags.get(), boxes, absent);
            }
        }
        return absent;
    }

    private void add(FlagFile file, Flags flags, BoxFile boxes, BitSet absent) {
        IntPredicate says = file.absentWhenSet() ? flags.set() : flags.clear();
        BitSet own = new BitSet();
        int boxed = 0;
        for (int row = 0; row < boxes.rows(); row++) {
            if (says.test(row)) {
                own.set(row);
                boxed += boxes.box(row).valid() ? 1 : 0;
            }
        }
        boolean most = 2 * own.cardinality() > boxes.rows() && 2 * boxed > own.cardinality();
        if (own.get(0) && most) {
            findings.add(
                    Defect.FLAGS,
                    file.path(),
                    "calls the target absent in the first frame and in " + own.cardinality() + " of " + boxes.rows()
                            + ", which have boxes: " + Folder.name(file.path()) + " is inverted");
        } else {
            absent.or(own);
        }
    }
}
