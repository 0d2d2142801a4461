package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.image.Image;

/** Stands for the frames of an annotation-only copy, which is enough to score results. */
record WithoutPictures(String annotation, int size) implements Frames {

    @Override
    public Image image(int index) {
        throw new InputException(annotation + ": has boxes without images; name a copy that has them");
    }
}
