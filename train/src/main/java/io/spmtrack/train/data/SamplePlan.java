package io.spmtrack.train.data;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.crop.Jitter;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is decided about a sample before its frames are read.
 *
 * @param sequence cleaned, so that every box is valid and inside of its image
 * @param choice the change common to all images
 */
record SamplePlan(
        Sequence sequence,
        FrameChoice frames,
        List<View> references,
        List<View> searches,
        Optional<DeitChoice> choice) {

    /** Empty when the frames do not do or jitter does not find the object; another sequence is then to be drawn. */
    static Optional<SamplePlan> draw(
            Sequence sequence, FrameSampler sampler, CropSettings crops, AugmentSettings augment, Draws draws) {
        Optional<FrameChoice> chosen = sampler.choose(sequence.truth(), draws);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        FrameChoice frames = chosen.get();
        List<View> references = new ArrayList<>();
        Truth truth = sequence.truth();
        Part part = Part.draw(augment.part(), draws);
        Drift drift = Drift.draw(augment.drift(), draws);
        boolean grey = augment.grey() > 0 && draws.chance(augment.grey());
        for (int frame : frames.references()) {
            Box target = part.of(truth.box(frame));
            Box box = references.isEmpty() ? target : drift.moved(target, draws);
            CropTransform ideal = CropTransform.ideal(box, crops.templateFactor(), crops.templateSize());
            references.add(view(frame, box, ideal, augment, grey, draws));
        }
        List<View> searches = new ArrayList<>();
        for (int frame : frames.searches()) {
            Optional<View> search = search(part.of(truth.box(frame)), frame, crops, augment, grey, draws);
            if (search.isEmpty()) {
                return Optional.empty();
            }
            searches.add(search.get());
        }
        return Optional.of(new SamplePlan(sequence, frames, references, searches, DeitChoice.draw(augment, draws)));
    }

    private static Optional<View> search(
            Box box, int frame, CropSettings crops, AugmentSettings augment, boolean grey, Draws draws) {
        int size = crops.searchSize();
        Jitter.Draw drawn = crops.jitter().draw(box, crops.searchFactor(), size, size, draws);
        return drawn.accepted() ? Optional.of(view(frame, box, drawn.transform(), augment, grey, draws)) : Optional.empty();
    }

    private static View view(
            int frame, Box box, CropTransform ideal, AugmentSettings augment, boolean grey, Draws draws) {
        boolean flip = draws.chance(augment.flip());
        return new View(frame, box, ideal, flip, ColourJitter.draw(augment, draws), Wear.draw(augment, grey, draws));
    }
}
