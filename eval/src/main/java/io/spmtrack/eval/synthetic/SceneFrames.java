package io.spmtrack.eval.synthetic;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The frames of one synthetic sequence, drawn when asked for, in any order and by any number of threads. The scene
 * (about 2 MB) is given up under memory pressure and made again from its seed.
 */
public final class SceneFrames implements Frames {

    private final Synthetic world;
    private final Supplier<Scene> made;
    private volatile SoftReference<Scene> scene;

    SceneFrames(Synthetic world, long index, Scene scene) {
        this(world, () -> world.scene(index), new SoftReference<>(scene));
    }

    private SceneFrames(Synthetic world, Supplier<Scene> made, SoftReference<Scene> scene) {
        this.world = world;
        this.made = made;
        this.scene = scene;
    }

    /** What a camera sees of the things in a scene besides their outlines. */
    public sealed interface Look {

        /**
         * Their colours in visible light.
         *
         * @param noise whether the sensor has any
         * @param target whether the target is seen; all else is
         */
        record Colours(boolean noise, boolean target) implements Look {}

        /**
         * One grey level a thing, whatever its colours, on a ground of smooth noise.
         *
         * @param groundLeast darkest level of the ground, 0 to 255
         * @param groundMost its brightest level
         * @param things level of each thing, 0 to 255, in the order of {@link SceneFrames#behind()}; -1 is not seen
         * @param rim by which share a thing is darker at its rim than in its middle
         * @param noise of the sensor, standard deviation in grey levels
         */
        record Levels(int groundLeast, int groundMost, List<Integer> things, double rim, double noise) implements Look {
            public Levels {
                things = List.copyOf(things);
            }
        }
    }

    /** The same moments, pixel on pixel, as another camera sees them. */
    public Frames seen(Look look) {
        return new SceneFrames(world, () -> scene().seen(look), new SoftReference<>(null));
    }

    /** Number of things behind the target. All things are numbered from the farthest, so this is the target's number. */
    public int behind() {
        return scene().back().size();
    }

    /** Number of all things, the target among them. */
    public int things() {
        return behind() + 1 + scene().front().size();
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
            present = made.get();
            scene = new SoftReference<>(present);
        }
        return present;
    }

    @Override
    public FrameSize frameSize() {
        return world.size();
    }
}
