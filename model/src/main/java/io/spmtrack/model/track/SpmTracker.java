package io.spmtrack.model.track;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Crop;
import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.crop.ReferenceRule;
import io.spmtrack.model.crop.ScoreMap;
import io.spmtrack.model.crop.SearchWindow;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Follows one target through a video (docs/spec/inference.md): {@link #init} with its box in the first frame, then
 * {@link #update} with every later frame.
 *
 * <p>One tracker serves one target and one thread at a time. Any number of trackers, in any threads, may share a
 * {@link FrameProgram}; their frames take turns. Memory is bounded however long the video.
 */
public final class SpmTracker implements Tracker {
    /** A target may be this many times as large as the image: beyond that its crop is a single colour. */
    private static final int LARGEST = 100;

    private final FrameProgram program;
    private final TrackerSettings settings;
    private final ReferenceRule rule;
    private final CellGrid templateGrid;
    private final Crop searchCrop;
    private final Crop templateCrop;
    private final ScoreMap scoreMap;
    private final CropStore crops;
    private final Storage entry;
    private final float[] state;
    private final int[] references;
    private SearchWindow window;
    private float[] fill;
    private long video;
    private int frame = -1;
    private Peak lastPeak;

    /** A tracker with the published settings. */
    public SpmTracker(FrameProgram program) {
        this(program, TrackerSettings.published());
    }

    /** A tracker that uses a loaded network; closing it does not close the network. */
    public SpmTracker(FrameProgram program, TrackerSettings settings) {
        ModelSettings model = program.model().settings();
        this.program = program;
        this.settings = settings;
        this.rule = settings.referenceRule().resolve("", "");
        this.templateGrid = new CellGrid(model.templateGrid(), model.templateGrid(), model.patch());
        this.searchCrop = new Crop(model.searchSize(), model.searchSize(), Normalization.IMAGENET);
        this.templateCrop = new Crop(model.templateSize(), model.templateSize(), Normalization.IMAGENET);
        this.scoreMap = new ScoreMap(
                new CellGrid(model.searchGrid(), model.searchGrid(), model.patch()), settings.windowPenalty());
        this.entry = new Storage(templateCrop.elements() + templateGrid.cells());
        this.crops = new CropStore(entry.elements(), settings.cropMemory());
        this.state = new float[model.embedDim()];
        this.references = new int[model.references()];
    }

    /**
     * Starts on a new video.
     *
     * @param image the first frame
     * @param box the target in it, in pixels; positive size, overlapping the image
     * @throws InputException if the box has no size, lies outside the image, or is many times as large
     */
    @Override
    public void init(Image image, Box box) {
        if (!box.valid()) {
            throw new InputException("the first box " + text(box) + " has no positive size: give x,y,w,h in pixels");
        }
        if (!box.overlaps(image.bounds())) {
            throw new InputException("the first box " + text(box) + " lies outside the image of " + image.width()
                    + " x " + image.height() + " pixels: give x,y,w,h in pixels");
        }
        int side = Math.max(image.width(), image.height());
        if (box.width() > LARGEST * side || box.height() > LARGEST * side) {
            throw new InputException(
                    "the first box " + text(box) + " is more than " + LARGEST + " times as large as the" + " image of "
                            + image.width() + " x " + image.height() + " pixels: give x,y,w,h in pixels");
        }
        crops.clear();
        Arrays.fill(state, 0);
        video = program.newVideo();
        window = new SearchWindow(box);
        fill = image.mean();
        frame = 0;
        remember(image, box);
    }

    /**
     * Finds the target in the next frame.
     *
     * @return its box, clipped to the image, and the confidence in 0…1
     */
    @Override
    public TrackResult update(Image image) {
        return next(image, () -> {});
    }

    /**
     * As {@link #update}, and tells how the box came about: what the network saw, what it answered and what was chosen. Allocates
     * the pictures; everything else is the same, the result too.
     */
    public Explanation explain(Image image) {
        Evidence evidence = new Evidence(program.model().settings(), scoreMap);
        TrackResult result = next(image, () -> evidence.take(program));
        return evidence.explanation(frame, result, lastPeak, references);
    }

    /** @param look runs when the network has answered, before another tracker may use it */
    private TrackResult next(Image image, Runnable look) {
        if (frame < 0) {
            throw new IllegalStateException("init with the first frame comes before update");
        }
        frame++;
        CropTransform transform;
        Peak peak;
        synchronized (program) {
            transform = searchCrop.into(
                    image,
                    window.transform(settings.searchAreaFactor(), searchCrop.width(), searchCrop.height()),
                    fill,
                    program.search(),
                    0);
            loadReferences();
            MemorySegment.copy(state, 0, program.previousState(), ValueLayout.JAVA_FLOAT, 0, state.length);
            program.run();
            peak = scoreMap.peak(program.scores(), 0, program.boxes(), 0);
            MemorySegment.copy(program.state(), ValueLayout.JAVA_FLOAT, 0, state, 0, state.length);
            look.run();
        }
        lastPeak = peak;
        Box reported = transform.toImage(peak.box()).clip(image.width(), image.height());
        window = window.moved(reported, image.width(), image.height());
        remember(image, reported.valid() ? reported : window.box());
        return new TrackResult(reported, peak.confidence());
    }

    /** As the user wrote it. */
    private static String text(Box box) {
        return box.x1() + "," + box.y1() + "," + box.width() + "," + box.height();
    }

    /** The chosen cell of the last frame. */
    public Peak lastPeak() {
        return lastPeak;
    }

    private void loadReferences() {
        rule.select(frame, references);
        for (int i = 0; i < references.length; i++) {
            if (!program.holds(i, video, references[i])) {
                loadReference(i);
            }
        }
        crops.forgetBefore(rule.oldest(frame, references.length));
    }

    private void loadReference(int i) {
        long cropBytes = (long) templateCrop.elements() * DType.BYTES;
        long maskBytes = (long) templateGrid.cells() * DType.BYTES;
        crops.get(references[i], 0, program.reference(i).asSlice(0, cropBytes));
        crops.get(references[i], templateCrop.elements(), program.mask(i).asSlice(0, maskBytes));
        program.embed(i, video, references[i]);
    }

    /** Keeps this frame's crop around the box as a later reference. */
    private void remember(Image image, Box box) {
        CropTransform ideal = CropTransform.ideal(box, settings.templateAreaFactor(), templateCrop.width());
        CropTransform transform = templateCrop.into(image, ideal, image.mean(), entry.segment(), 0);
        templateGrid.mask(transform.toCrop(box), settings.compat(), entry.segment(), templateCrop.elements());
        crops.put(frame, entry.segment());
    }

    @Override
    public void close() {
        crops.close();
        entry.close();
    }
}
