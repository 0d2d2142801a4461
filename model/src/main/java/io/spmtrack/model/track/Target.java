package io.spmtrack.model.track;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Crop;
import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.crop.SearchWindow;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;

/**
 * What belongs to one target: the memory of its crops, its state token and the window it is searched in. Memory is bounded
 * however long the video.
 */
final class Target implements AutoCloseable {
    private final TrackerSettings settings;
    private final CellGrid templateGrid;
    private final Crop searchCrop;
    private final Crop templateCrop;
    private final CropStore crops;
    private final Storage entry;
    private final Storage search;
    private final int[] references;
    private float[] state;
    private SearchWindow window;
    private CropTransform transform;
    private float[] fill;
    private long video;
    private int frame = -1;

    Target(ModelSettings model, TrackerSettings settings) {
        this.settings = settings;
        this.templateGrid = new CellGrid(model.templateGrid(), model.templateGrid(), model.backbone().patch());
        this.searchCrop = new Crop(model.input().searchSize(), model.input().searchSize(), Normalization.IMAGENET);
        this.templateCrop = new Crop(model.input().templateSize(), model.input().templateSize(), Normalization.IMAGENET);
        this.entry = new Storage(templateCrop.elements() + templateGrid.cells());
        this.search = new Storage(searchCrop.elements());
        this.crops = new CropStore(entry.elements(), settings.cropMemory());
        this.references = new int[model.input().references()];
        this.state = new float[model.backbone().embedDim()];
    }

    /** Forgets everything and starts on a new video. */
    void start(long newVideo, Image image, Box box) {
        crops.clear();
        state = new float[state.length];
        video = newVideo;
        window = new SearchWindow(box);
        fill = image.mean();
        frame = 0;
        remember(image, box);
    }

    /** What to ask about the next frame. */
    Question ask(Image image) {
        if (frame < 0) {
            throw new IllegalStateException("init with the first frame comes before update");
        }
        frame++;
        transform = searchCrop.into(
                image,
                window.transform(settings.searchAreaFactor(), searchCrop.width(), searchCrop.height()),
                fill,
                search.segment(),
                0);
        settings.referenceRule().select(frame, references);
        crops.forgetBefore(settings.referenceRule().oldest(frame, references.length));
        return new Question(
                video,
                references,
                crops,
                search.segment().asSlice(0, DType.BYTES * (long) searchCrop.elements()),
                state);
    }

    /** The map from the image to the last question's search crop. */
    CropTransform transform() {
        return transform;
    }

    /** Goes on from what was answered and the box that was made of it, clipped to the image. */
    void follow(Answer answer, Image image, Box reported) {
        state = answer.state();
        window = window.moved(reported, image.width(), image.height());
        remember(image, reported.valid() ? reported : window.box());
    }

    /** Number of the last frame, 0 being the one the target was given in. */
    int frame() {
        return frame;
    }

    /** Keeps this frame's crop around the box as a later reference. */
    private void remember(Image image, Box box) {
        CropTransform ideal = CropTransform.ideal(box, settings.templateAreaFactor(), templateCrop.width());
        CropTransform kept = templateCrop.into(image, ideal, image.mean(), entry.segment(), 0);
        templateGrid.mask(kept.toCrop(box), settings.compat(), entry.segment(), templateCrop.elements());
        crops.put(frame, entry.segment());
    }

    @Override
    public void close() {
        crops.close();
        entry.close();
        search.close();
    }
}
