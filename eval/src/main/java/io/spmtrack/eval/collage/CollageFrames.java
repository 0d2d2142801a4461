package io.spmtrack.eval.collage;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.Objects;
import java.util.function.Function;

/** The frames of one sequence, painted anew whenever they are asked for; equal when they are the same sequence. */
final class CollageFrames implements Frames {

    private final Collage collage;
    private final long index;
    private final CollageScene scene;

    CollageFrames(Collage collage, long index, CollageScene scene) {
        this.collage = collage;
        this.index = index;
        this.scene = scene;
    }

    @Override
    public int size() {
        return collage.length();
    }

    @Override
    public FrameSize frameSize() {
        return collage.size();
    }

    @Override
    public Image image(int frame) {
        return image(frame, size -> new PixelRect(0, 0, size.width(), size.height()));
    }

    @Override
    public Image image(int frame, Function<FrameSize, PixelRect> wanted) {
        Objects.checkIndex(frame, size());
        return scene.image(frame, wanted.apply(collage.size()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CollageFrames frames && frames.index == index && frames.collage.equals(collage);
    }

    @Override
    public int hashCode() {
        return Objects.hash(collage.seed(), index);
    }
}
