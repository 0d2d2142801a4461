package io.spmtrack.model.track;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Crop;
import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.crop.SearchWindow;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.List;
import java.util.TreeSet;

/**
 * What belongs to one target: the memory of its crops, its state token and the window it is searched in. Memory is bounded
 * however long the video.
 */
final class Target implements AutoCloseable {
    private final TrackerSettings settings;
    /** Pictures of a frame that the network sees. */
    private final int streams;

    private final CellGrid templateGrid;
    private final Crop searchCrop;
    private final Crop templateCrop;
    private final CropStore crops;
    private final Storage entry;
    private final Storage search;
    private final int[] references;
    private final Damping damping;
    /** Frames whose crops may be references. */
    private final TreeSet<Integer> confident = new TreeSet<>();

    private float[] state;
    private SearchWindow window;
    private CropTransform transform;
    private List<float[]> fill;
    private long video;
    private int frame = -1;

    Target(ModelSettings model, TrackerSettings settings) {
        this.settings = settings;
        this.streams = model.streams();
        this.templateGrid = new CellGrid(
                model.templateGrid(), model.templateGrid(), model.backbone().patch());
        this.searchCrop = new Crop(model.input().searchSize(), model.input().searchSize(), Normalization.IMAGENET);
        this.templateCrop =
                new Crop(model.input().templateSize(), model.input().templateSize(), Normalization.IMAGENET);
        this.entry = new Storage((long) streams * templateCrop.elements() + templateGrid.cells());
        this.search = new Storage((long) streams * searchCrop.elements());
        this.crops = new CropStore(entry.elements(), settings.cropMemory());
        this.references = new int[model.input().references()];
        this.damping = new Damping(settings.sizePenalty(), settings.sizeRate(), model.searchCells());
        this.state = new float[model.backbone().embedDim()];
    }

    /** Forgets everything and starts on a new video. */
    void start(long newVideo, Frame first, Box box) {
        crops.clear();
        state = new float[state.length];
        video = newVideo;
        window = new SearchWindow(box);
        fill = first.images(streams).stream().map(Image::mean).toList();
        frame = 0;
        damping.start(box);
        confident.clear();
        remember(first, box);
    }

    /**
     * What to ask about the next frame.
     *
     * @param growth of the region to search, 1 for the usual one
     */
    Question ask(Frame next, double growth) {
        if (frame < 0) {
            throw new IllegalStateException("init with the first frame comes before update");
        }
        frame++;
        CropTransform ideal =
                window.transform(growth * settings.searchAreaFactor(), searchCrop.width(), searchCrop.height());
        List<Image> images = next.images(streams);
        for (int i = 0; i < images.size(); i++) {
            transform = searchCrop.into(
                    images.get(i), ideal, fill.get(i), search.segment(), (long) i * searchCrop.elements());
        }
        choose();
        return new Question(
                video,
                references,
                crops,
                search.segment().asSlice(0, DType.BYTES * (long) streams * searchCrop.elements()),
                state);
    }

    /** The frames of the rule, held for some frames, or the last ones before them that were certain enough. */
    private void choose() {
        int since = Math.max(1, frame - frame % settings.referenceHold());
        settings.referenceRule().select(since, references);
        for (int i = 0; i < references.length; i++) {
            references[i] = confident.floor(references[i]);
        }
        int oldest = confident.floor(settings.referenceRule().oldest(since, references.length));
        crops.forgetBefore(oldest);
        confident.subSet(1, Math.max(1, oldest)).clear();
    }

    /** What candidates' scores are multiplied by. */
    float[] factors(Answer answer) {
        return damping.factors(
                answer.boxes(), searchCrop.width() / transform.scaleX(), searchCrop.height() / transform.scaleY());
    }

    /** The map from the image to the last question's search crop. */
    CropTransform transform() {
        return transform;
    }

    /**
     * Goes on from what was answered.
     *
     * @param peak the chosen cell, its box in pixels of the search crop
     * @param guide may say where the target is, too
     * @param sure whether the frame may be a reference, if it is certain enough for one
     * @return the box to report, clipped to the image
     */
    Box follow(Answer answer, Frame shown, Peak peak, float factor, Guide guide, boolean sure) {
        Image image = shown.image();
        state = answer.state();
        Box found = damping.damp(transform.toImage(peak.box()), peak.confidence() * factor);
        Box box = guide.between(found);
        if (!box.equals(found)) {
            damping.start(box);
        }
        Box reported = box.clip(image.width(), image.height());
        // A smoothed size is that of the whole target, also where the image ends.
        window = damping.smooths() && reported.valid()
                ? new SearchWindow(box)
                : window.moved(reported, image.width(), image.height());
        if (sure && peak.confidence() >= settings.referenceConfidence()) {
            remember(shown, reported.valid() ? reported : window.box());
        }
        return reported;
    }

    /** The box in the image that a cell of the last question's crop has. */
    Box inImage(Peak peak) {
        return transform.toImage(peak.box());
    }

    /** Goes on from a box: one where a lost target was certain last, or was found again. */
    void go(Box box) {
        damping.start(box);
        window = new SearchWindow(box);
    }

    /** Number of the last frame, 0 being the one the target was given in. */
    int frame() {
        return frame;
    }

    /** Keeps this frame's crop around the box as a later reference. */
    private void remember(Frame shown, Box box) {
        CropTransform ideal = CropTransform.ideal(box, settings.templateAreaFactor(), templateCrop.width());
        CropTransform kept = ideal;
        List<Image> images = shown.images(streams);
        for (int i = 0; i < images.size(); i++) {
            kept = templateCrop.into(
                    images.get(i), ideal, images.get(i).mean(), entry.segment(), (long) i * templateCrop.elements());
        }
        templateGrid.mask(
                kept.toCrop(box), settings.compat(), entry.segment(), (long) streams * templateCrop.elements());
        crops.put(frame, entry.segment());
        confident.add(frame);
    }

    @Override
    public void close() {
        crops.close();
        entry.close();
        search.close();
    }
}
