package io.spmtrack.train.data;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Compat;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Carries out a plan: reads frames, makes crops, writes masks and labels. One instance serves one thread. */
final class SampleStage {

    private final CropSettings settings;
    private final CropStage template;
    private final CropStage search;
    private final SampleTimes times;

    SampleStage(CropSettings settings, SampleTimes times) {
        this.times = times;
        this.settings = settings;
        this.template = new CropStage(settings.templateSize(), times);
        this.search = new CropStage(settings.searchSize(), times);
    }

    /**
     * Makes the sample.
     *
     * @param source where the frames come from in the end; locked while a frame is read
     * @param room whose arrays it gets
     * @param rest of the sample, to be cut again
     * @return empty when nothing of the object is left in one of the crops
     */
    Optional<Sample> make(SamplePlan plan, Frames source, Sample room, Sample.Rest rest) {
        Sample sample =
                room.refilled(plan.sequence().dataset() + "/" + plan.sequence().name(), plan.frames(), rest);
        return cut(sample, plan, source, 0) ? Optional.of(sample) : Optional.empty();
    }

    /** Cuts all references but the first and all search crops but the first again; nothing where a target would be missed. */
    void again(Sample sample, SamplePlan plan, Frames source, BoxError error) {
        plan.after(error, settings).ifPresent(after -> {
            if (!cut(sample, after, source, 1)) {
                throw new IllegalStateException(sample.sequence() + ": a crop misses its target after " + error);
            }
        });
    }

    /**
     * Makes crops from the frames they show.
     *
     * @param first how many references, and how many search crops, are left as they are
     */
    private boolean cut(Sample sample, SamplePlan plan, Frames source, int first) {
        // Ascending, because going back costs a second reading of a video; each frame is decoded once.
        int[] frames = Stream.of(plan.references(), plan.searches())
                .flatMap(crops -> crops.stream().skip(first))
                .mapToInt(CropPlan::frame)
                .sorted()
                .distinct()
                .toArray();
        for (int frame : frames) {
            if (!fill(sample, plan, frame, read(plan, frame, source, first), first)) {
                return false;
            }
        }
        return true;
    }

    private List<Image> read(SamplePlan plan, int frame, Frames source, int first) {
        synchronized (source) {
            long begun = times.now();
            Frames frames = plan.sequence().frames();
            List<Image> images = settings.streams() == 1
                    ? List.of(frames.image(frame, size -> looked(plan, frame, size, first)))
                    : frames.images(frame, size -> looked(plan, frame, size, first));
            times.decoded(times.now() - begun);
            return images;
        }
    }

    /** The pixels of a frame that any of its crops needs. */
    private PixelRect looked(SamplePlan plan, int frame, FrameSize size, int first) {
        PixelRect looked = new PixelRect(0, 0, 0, 0);
        for (int i = first; i < plan.references().size(); i++) {
            CropPlan wanted = plan.references().get(i);
            looked = wanted.frame() == frame ? looked.hull(template.looked(size, wanted)) : looked;
        }
        for (int i = first; i < plan.searches().size(); i++) {
            CropPlan wanted = plan.searches().get(i);
            looked = wanted.frame() == frame ? looked.hull(search.looked(size, wanted)) : looked;
        }
        return looked;
    }

    /** Makes all crops that show one frame. */
    private boolean fill(Sample sample, SamplePlan plan, int frame, List<Image> images, int first) {
        for (int i = first; i < plan.references().size(); i++) {
            CropPlan wanted = plan.references().get(i);
            if (wanted.frame() == frame && !reference(sample, i, wanted, images, plan.choice())) {
                return false;
            }
        }
        for (int i = first; i < plan.searches().size(); i++) {
            CropPlan wanted = plan.searches().get(i);
            if (wanted.frame() == frame && !search(sample, i, wanted, images, plan.choice())) {
                return false;
            }
        }
        return true;
    }

    private boolean reference(Sample sample, int at, CropPlan wanted, List<Image> images, Optional<DeitChoice> choice) {
        Optional<Box> box = template.make(images, wanted, choice, sample.references()[at]);
        if (box.isEmpty()) {
            return false;
        }
        CellGrid grid = settings.templateGrid();
        Arrays.fill(sample.masks()[at], 0);
        PixelRect cells = grid.foreground(box.get(), Compat.FIXED);
        for (int row = cells.y1(); row < cells.y2(); row++) {
            int first = row * grid.columns();
            Arrays.fill(sample.masks()[at], first + cells.x1(), first + cells.x2(), 1);
        }
        return true;
    }

    private boolean search(Sample sample, int at, CropPlan wanted, List<Image> images, Optional<DeitChoice> choice) {
        Optional<Box> box = search.make(images, wanted, choice, sample.searches()[at]);
        if (box.isEmpty()) {
            return false;
        }
        CellGrid grid = settings.searchGrid();
        Arrays.fill(sample.positives()[at], 0);
        int[] positives = grid.positives(box.get());
        for (int cell : positives) {
            sample.positives()[at][cell] = 1;
        }
        sample.positiveCounts()[at] = positives.length;
        sample.boxes()[at] = grid.normalized(box.get());
        return true;
    }
}
