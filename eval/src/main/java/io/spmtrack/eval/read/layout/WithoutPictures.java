package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.image.Image;
import java.util.function.Supplier;

/**
 * Stands for the frames of a data set that is read for its annotations alone, which is enough to score results.
 *
 * @param annotation the file of boxes, as messages call it
 * @param pictureSize asked only by rules that clip boxes to the picture
 */
public record WithoutPictures(String annotation, int size, Supplier<FrameSize> pictureSize) implements Frames {

    @Override
    public Image image(int index) {
        throw new InputException(annotation + ": has boxes without images; name a copy that has them");
    }

    @Override
    public FrameSize frameSize() {
        return pictureSize.get();
    }

    /** Where there are pictures beside the annotation, the size of the first. */
    static FrameSize size(String annotation, StoredFrames pictures) {
        if (pictures.size() == 0) {
            throw unknownSize(annotation);
        }
        return pictures.frameSize();
    }

    static InputException unknownSize(String annotation) {
        return new InputException(annotation + ": has boxes without images, so the size of the pictures is not known;"
                + " name a copy that has them, or a rule that does not clip to the picture, such as plain");
    }
}
