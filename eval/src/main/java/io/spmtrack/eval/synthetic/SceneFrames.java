package io.spmtrack.eval.synthetic;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.lang.ref.SoftReference;
import java.util.Objects;
import java.util.function.Function;

/**
 * The frames of one synthetic sequence, drawn when asked for, in any order and by any number of threads. The scene
 * (about 2 MB) is given up under memory pressure and made again from its seed.
 */
final class SceneFrames implements Frames {

    private final Synthetic world;
    private final long index;
    private volatile SoftReference<Scene> scene;

    SceneFrames(Synthetic world, long index, Scene scene) {
        this.world = world;
        this.index = index;
        this.scene = new SoftReference<>(scene);
    }

    @Override
    public int size() {
        return world.length();
    }

    @Override
    public Image image(int frame) {
        return Stage.render(scene(), Objects.checkIndex(frame, world.length()));
    }

    @Override
    public Image image(int frame, Function<FrameSize, PixelRect> wanted) {
        return Stage.render(scene(), Objects.checkIndex(frame, world.length()), wanted.apply(world.size()));
    }

    private Scene scene() {
        Scene present = scene.get();
        if (present == null) {
            present = world.scene(index);
            scene = new SoftReference<>(present);
        }
        return present;
    }

    @Override
    public FrameSize frameSize() {
        return world.size();
    }
}
