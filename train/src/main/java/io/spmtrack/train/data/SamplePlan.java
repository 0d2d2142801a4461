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
 * @param targets true boxes of the references
 * @param choice the change common to all images
 */
record SamplePlan(
        Sequence sequence,
        FrameChoice frames,
        List<Box> targets,
        List<CropPlan> references,
        List<CropPlan> searches,
        Optional<DeitChoice> choice) {

    /** Empty when the frames do not do or jitter does not find the object; another sequence is then to be drawn. */
    static Optional<SamplePlan> draw(
            Sequence sequence, FrameSampler sampler, CropSettings crops, AugmentSettings augment, SampleRandom draws) {
        Optional<FrameChoice> chosen = sampler.choose(sequence.truth(), draws);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        FrameChoice frames = chosen.get();
        List<Box> targets = new ArrayList<>();
        List<CropPlan> references = new ArrayList<>();
        Truth truth = sequence.truth();
        TargetRegion region = TargetRegion.draw(augment.part(), draws);
        Drift drift = Drift.draw(augment.drift(), draws);
        boolean grey = augment.grey() > 0 && draws.chance(augment.grey());
        for (int frame : frames.references()) {
            Box target = region.of(truth.box(frame));
            Box box = references.isEmpty() ? target : drift.moved(target, draws);
            targets.add(target);
            CropTransform ideal = CropTransform.ideal(box, crops.templateFactor(), crops.templateSize());
            references.add(crop(frame, box, ideal, augment, grey, draws));
        }
        List<CropPlan> searches = new ArrayList<>();
        for (int frame : frames.searches()) {
            Optional<CropPlan> search = search(region.of(truth.box(frame)), frame, crops, augment, grey, draws);
            if (search.isEmpty()) {
                return Optional.empty();
            }
            searches.add(search.get());
        }
        return Optional.of(
                new SamplePlan(sequence, frames, targets, references, searches, DeitChoice.draw(augment, draws)));
    }

    /**
     * The same sample as a tracker would cut it that finds every target with this error: all references but the first and all search
     * crops but the first lie elsewhere. Empty where a search crop would miss its target.
     *
     * @param error as it is seen in the first search crop
     */
    Optional<SamplePlan> after(BoxError error, CropSettings crops) {
        BoxError seen = searches.getFirst().flip() ? error.flipped() : error;
        List<CropPlan> later = new ArrayList<>(references);
        for (int i = 1; i < later.size(); i++) {
            Box box = seen.on(targets.get(i));
            later.set(i, later.get(i).at(box, CropTransform.ideal(box, crops.templateFactor(), crops.templateSize())));
        }
        int size = crops.searchSize();
        List<CropPlan> looks = new ArrayList<>(searches);
        for (int i = 1; i < looks.size(); i++) {
            Box box = looks.get(i).box();
            CropTransform ideal = CropTransform.ideal(seen.on(box), crops.searchFactor(), size);
            if (!crops.jitter().accepts(ideal.toCrop(box), size, size)) {
                return Optional.empty();
            }
            looks.set(i, looks.get(i).at(box, ideal));
        }
        return Optional.of(new SamplePlan(sequence, frames, targets, later, looks, choice));
    }

    private static Optional<CropPlan> search(
            Box box, int frame, CropSettings crops, AugmentSettings augment, boolean grey, SampleRandom draws) {
        int size = crops.searchSize();
        Jitter.Draw drawn = crops.jitter().draw(box, crops.searchFactor(), size, size, draws);
        return drawn.accepted()
                ? Optional.of(crop(frame, box, drawn.transform(), augment, grey, draws))
                : Optional.empty();
    }

    private static CropPlan crop(
            int frame, Box box, CropTransform ideal, AugmentSettings augment, boolean grey, SampleRandom draws) {
        boolean flip = draws.chance(augment.flip());
        return new CropPlan(
                frame, box, ideal, flip, ColourJitter.draw(augment, draws), Wear.draw(augment, grey, draws));
    }
}
