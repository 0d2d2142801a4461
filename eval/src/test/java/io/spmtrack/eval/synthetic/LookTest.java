package io.spmtrack.eval.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.synthetic.SceneFrames.Look;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookTest {

    private static final Synthetic WORLD = new Synthetic(5, "test", 8, new FrameSize(160, 120));

    @Test
    void levelsDoNotDependOnColours() {
        for (long index = 0; index < 4; index++) {
            Scene scene = WORLD.scene(index);
            Scene inverted = inverted(scene);
            Look look = levels(scene, 0.1, 2);
            assertFalse(Arrays.equals(
                    Stage.render(scene, 3).rgb(), Stage.render(inverted, 3).rgb()));
            assertArrayEquals(
                    Stage.render(scene.seen(look), 3).rgb(),
                    Stage.render(inverted.seen(look), 3).rgb());
        }
    }

    private static Scene inverted(Scene scene) {
        int[] backdrop = Arrays.stream(scene.backdrop()).map(LookTest::inverse).toArray();
        return new Scene(
                scene.width(),
                scene.height(),
                backdrop,
                scene.camera(),
                scene.light().clean(),
                scene.back().stream().map(LookTest::inverse).toList(),
                inverse(scene.target()),
                scene.front().stream().map(LookTest::inverse).toList(),
                scene.noiseKey());
    }

    private static Actor inverse(Actor actor) {
        return actor.painted(sprite -> new Sprite(
                sprite, Arrays.stream(sprite.colours[0]).map(LookTest::inverse).toArray(), true));
    }

    private static int inverse(int colour) {
        return ~colour & 0xffffff;
    }

    /** Nearest in front: levels fall by 15 from thing to thing. */
    private static Look levels(Scene scene, double rim, double noise) {
        int count = scene.back().size() + 1 + scene.front().size();
        List<Integer> things =
                IntStream.range(0, count).mapToObj(i -> 190 - 15 * i).toList();
        return new Look.Levels(205, 250, things, rim, noise);
    }

    @Test
    void aThingHasItsLevelWhereNothingIsInFrontOfIt() {
        int seen = 0;
        for (long index = 0; index < 6; index++) {
            Scene scene = WORLD.scene(index);
            byte[] rgb = Stage.render(scene.seen(levels(scene, 0, 0)), 0).rgb();
            int level = 190 - 15 * scene.back().size();
            Viewpoint body = scene.target().views(0).getFirst();
            double[] middle = body.place(0, 0);
            int at = 3 * (((int) middle[1]) * 160 + ((int) middle[0]));
            // The first frame shows the target whole; its middle is an inner point of all figures but hollow ones.
            seen += (rgb[at] & 0xff) == level ? 1 : 0;
            int[] grey =
                    IntStream.range(0, 160 * 120).map(i -> rgb[3 * i] & 0xff).toArray();
            assertTrue(Arrays.stream(grey).anyMatch(value -> value >= 205), "no ground in " + index);
            assertTrue(Arrays.stream(grey).allMatch(value -> value <= 250), "beyond the ground in " + index);
        }
        assertTrue(seen >= 5, seen + " of 6 targets at their level");
    }

    @Test
    void aTargetThatIsNotSeenLeavesTheRestAsItIs() {
        Scene scene = WORLD.scene(1);
        Image whole = Stage.render(scene.seen(new Look.Colours(true, true)), 2);
        assertArrayEquals(Stage.render(scene, 2).rgb(), whole.rgb());
        byte[] without =
                Stage.render(scene.seen(new Look.Colours(true, false)), 2).rgb();
        Box box = scene.target().box(2);
        int inside = 0;
        for (int i = 0; i < 160 * 120; i++) {
            boolean changed = !Arrays.equals(whole.rgb(), 3 * i, 3 * i + 3, without, 3 * i, 3 * i + 3);
            int row = i / 160;
            boolean near =
                    i % 160 > box.x1() - 12 && i % 160 < box.x2() + 12 && row > box.y1() - 12 && row < box.y2() + 12;
            assertTrue(near || !changed, "pixel " + i + " of " + box);
            inside += changed ? 1 : 0;
        }
        assertTrue(inside > box.area() / 4, inside + " changed pixels in " + box);
    }

    @Test
    void aCleanLookIsTheSameLightWithoutNoise() {
        Scene scene = WORLD.scene(2).seen(new Look.Colours(false, true));
        assertEquals(0, scene.light().noise());
        assertArrayEquals(WORLD.scene(2).light().gain(), scene.light().gain());
    }
}
