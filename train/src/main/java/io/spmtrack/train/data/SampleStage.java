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
     * @return empty when nothing of the object is left in one of the crops
     */
    Optional<Sample> make(SamplePlan plan, Frames source, Sample room) {
        Sample sample =
                room.refilled(plan.sequence().dataset() + "/" + plan.sequence().name(), plan.frames());
        // Ascending, because going back costs a second reading of a video; each frame is decoded once.
        int[] frames = Stream.of(plan.frames().references(), plan.frames().searches())
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .sorted()
                .distinct()
                .toArray();
        for (int frame : frames) {
            if (!fill(sample, plan, frame, read(plan, frame, source))) {
                return Optional.empty();
            }
        }
        return Optional.of(sample);
    }

    private List<Image> read(SamplePlan plan, int frame, Frames source) {
        synchronized (source) {
            long begun = times.now();
            Frames frames = plan.sequence().frames();
            List<Image> images = settings.streams() == 1
                    ? List.of(frames.image(frame, size -> looked(plan, frame, size)))
                    : frames.images(frame, size -> looked(plan, frame, size));
            times.decoded(times.now() - begun);
            return images;
        }
    }

    /** The pixels of a frame that any of its crops needs. */
    private PixelRect looked(SamplePlan plan, int frame, FrameSize size) {
        PixelRect looked = new PixelRect(0, 0, 0, 0);
        for (CropPlan wanted : plan.references()) {
            looked = wanted.frame() == frame ? looked.hull(template.looked(size, wanted)) : looked;
        }
        for (CropPlan wanted : plan.searches()) {
            looked = wanted.frame() == frame ? looked.hull(search.looked(size, wanted)) : looked;
        }
        return looked;
    }

    /** Makes all crops that show one frame. */
    private boolean fill(Sample sample, SamplePlan plan, int frame, List<Image> images) {
        for (int i = 0; i < plan.references().size(); i++) {
            CropPlan wanted = plan.references().get(i);
            if (wanted.frame() == frame && !reference(sample, i, wanted, images, plan.choice())) {
                return false;
            }
        }
        for (int i = 0; i < plan.searches().size(); i++) {
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
        int[] positives = grid.positives(box.get());
        for (int cell : positives) {
            sample.positives()[at][cell] = 1;
        }
        sample.positiveCounts()[at] = positives.length;
        sample.boxes()[at] = grid.normalized(box.get());
        return true;
    }
}
