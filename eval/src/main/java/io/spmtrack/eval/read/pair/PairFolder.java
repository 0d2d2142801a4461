package io.spmtrack.eval.read.pair;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.pair.DepthFrames;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.eval.read.layout.FileFrames;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.layout.WithoutPictures;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.model.image.Box;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Reads one sequence of pairs; what is odd about it is noted, not refused. */
final class PairFolder {

    private final PairReader layout;
    private final Reading reading;
    private final Path root;
    private final Path folder;
    private final String name;
    private final List<String> notes = new ArrayList<>();

    PairFolder(PairReader layout, Reading reading, Path root, Path folder) {
        this.layout = layout;
        this.reading = reading;
        this.root = root;
        this.folder = folder;
        this.name = Folder.name(folder);
    }

    Sequence sequence() {
        BoxFile boxes = boxes();
        if (!reading.pictures()) {
            return scored(boxes);
        }
        Optional<Frames> visible = layout.visible(folder).map(this::pictures);
        Optional<Frames> other = layout.other(folder).map(this::others);
        Frames first = fed(visible, other, "first");
        Frames second = fed(other, visible, "second");
        if (first.size() != second.size()) {
            note("has " + first.size() + " and " + second.size()
                    + " pictures of the two modalities; paired by position");
        }
        return paired(boxes, new PairFrames(first, second, List.of()));
    }

    /** A modality that is not there is fed from the other one. */
    private Frames fed(Optional<Frames> wanted, Optional<Frames> instead, String which) {
        Optional<Frames> present = wanted.filter(frames -> frames.size() > 0);
        if (present.isPresent()) {
            return present.get();
        }
        Frames given = instead.filter(frames -> frames.size() > 0)
                .orElseThrow(() -> new InputException(
                        folder + ": has no images (jpg, png, bmp, gif); boxes alone are" + " enough only for scoring"));
        note("has no pictures of the " + which + " modality; both are fed from the other one");
        return given;
    }

    private Frames pictures(Path place) {
        return new FileFrames(place, Folder.pictures(place));
    }

    private Frames others(Path place) {
        ColourOrder order = ColourOrder.named(reading.options().getOrDefault("colormap", "bgr"));
        return layout.depth() ? new DepthFrames(place, Folder.pictures(place), order) : pictures(place);
    }

    /** The first annotation that has more than one row; some copies keep only the first box in one of their files. */
    private BoxFile boxes() {
        List<BoxFile> files = layout.truths(folder).stream().map(BoxFile::read).toList();
        return files.stream().filter(file -> file.rows() > 1).findFirst().orElse(files.getFirst());
    }

    private Sequence scored(BoxFile boxes) {
        Truth truth = withSecond(truth(boxes, boxes.rows(), 1));
        return new Sequence(
                reading.dataset(),
                name,
                new WithoutPictures(
                        boxes.name(),
                        truth.size(),
                        () -> layout.visible(folder)
                                .map(this::pictures)
                                .filter(frames -> frames.size() > 0)
                                .orElseThrow(() ->
                                        new InputException(boxes.name() + ": has boxes without images, so the size of"
                                                + " the pictures is not known; name a copy that has them"))
                                .frameSize()),
                truth);
    }

    private Sequence paired(BoxFile boxes, PairFrames frames) {
        int step = SparseRows.step(boxes.rows(), frames.size());
        int size = step > 1 ? frames.size() : Math.min(boxes.rows(), frames.size());
        if (step > 1) {
            note("has a box in every " + step + "th frame; the others are not scored");
        } else if (boxes.rows() != frames.size()) {
            note("has " + boxes.rows() + " boxes for " + frames.size() + " pairs; the first " + size + " are used");
        }
        Truth truth = withSecond(truth(boxes, size, step));
        int start = truth.first()
                .orElseThrow(() -> new InputException(
                        boxes.name() + ": the target is in no frame; correct the boxes or leave it out"));
        if (start > 0) {
            note("begins with " + start + " frames without target, which are left out");
        }
        Frames kept = frames.visible().size() == size && frames.other().size() == size && start == 0
                ? frames
                : frames.slice(start, size, 1);
        PairFrames pair = (PairFrames) kept;
        return new Sequence(
                reading.dataset(),
                name,
                new PairFrames(pair.visible(), pair.other(), notes),
                start == 0 ? truth : truth.slice(start, size, 1));
    }

    private Truth truth(BoxFile boxes, int size, int step) {
        List<Box> each = new ArrayList<>();
        for (int frame = 0; frame < size; frame++) {
            each.add(SparseRows.given(frame, step, boxes.rows()) ? boxes.box(frame / step) : Box.NONE);
        }
        IntPredicate present = absence(boxes);
        IntPredicate known = frame -> SparseRows.given(frame, step, boxes.rows());
        return Truth.of(each, frame -> known.test(frame) && present.test(frame / step), known);
    }

    /** Whether the target is there, by the row of the annotation. */
    private IntPredicate absence(BoxFile boxes) {
        IntPredicate there = row -> !layout.emptyIsAbsent() || boxes.box(row).valid();
        Optional<Absence> flags = Absence.of(root, folder, boxes);
        flags.ifPresent(found -> note(found.meaning()));
        return row -> there.test(row) && flags.map(found -> !found.absent(row)).orElse(true);
    }

    private Truth withSecond(Truth truth) {
        Optional<BoxFile> other = layout.otherTruth(folder).map(BoxFile::read);
        if (other.isEmpty()) {
            return truth;
        }
        List<Box> boxes = new ArrayList<>(
                other.get().boxes().subList(0, Math.min(other.get().rows(), truth.size())));
        if (other.get().rows() != truth.size()) {
            note("has " + other.get().rows() + " boxes of the second modality for " + truth.size() + " frames");
        }
        while (boxes.size() < truth.size()) {
            boxes.add(Box.NONE);
        }
        return truth.withSecond(Truth.of(boxes));
    }

    private void note(String what) {
        notes.add(name + ": " + what);
    }
}
