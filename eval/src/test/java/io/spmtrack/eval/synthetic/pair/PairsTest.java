package io.spmtrack.eval.synthetic.pair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.synthetic.Draws;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PairsTest {

    private static final int LENGTH = 20;
    private static final FrameSize SIZE = new FrameSize(96, 80);
    private static final Synthetic WORLD = new Synthetic(3, "test", LENGTH, SIZE);

    private static Pairs pairs(Modality modality) {
        return new Pairs(WORLD, modality, ColourOrder.BGR);
    }

    private static byte[] second(Sequence sequence, int frame) {
        return sequence.frames().images(frame).get(1).rgb();
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED", mode = EnumSource.Mode.EXCLUDE)
    void sameSequenceInAnyOrderAndThreadAndAnyPart(Modality modality) {
        PixelRect part = new PixelRect(20, 11, 70, 60);
        for (long index = 0; index < 6; index++) {
            Sequence sequence = pairs(modality).sequence(index);
            Sequence again = pairs(modality).sequence(index);
            int[] frames = {LENGTH - 1, 0, LENGTH / 2, 3};
            List<byte[]> parallel = Arrays.stream(frames)
                    .parallel()
                    .mapToObj(frame -> second(sequence, frame))
                    .toList();
            for (int i = 0; i < frames.length; i++) {
                List<Image> images = again.frames().images(frames[i], size -> part);
                assertEquals(2, images.size());
                for (Image image : images) {
                    assertEquals(SIZE, new FrameSize(image.width(), image.height()));
                }
                byte[] seen = images.get(1).rgb();
                for (int y = part.y1(); y < part.y2(); y++) {
                    int from = 3 * (y * SIZE.width() + part.x1());
                    int to = from + 3 * part.width();
                    assertTrue(Arrays.equals(parallel.get(i), from, to, seen, from, to), sequence.name());
                }
            }
            assertEquals(WORLD.sequence(index).truth().boxes(), sequence.truth().boxes());
        }
    }

    /** In every frame one camera at least shows what it would without trouble; the other's trouble is really there. */
    @ParameterizedTest
    @EnumSource(names = "MIXED", mode = EnumSource.Mode.EXCLUDE)
    void oneCameraAtMostIsHidden(Modality modality) {
        Pairs pairs = pairs(modality);
        Set<Trouble> met = EnumSet.noneOf(Trouble.class);
        for (long index = 0; index < 60 && met.size() < Trouble.values().length; index++) {
            Course course = pairs.course(index);
            if (!met.add(course.trouble())) {
                continue;
            }
            Frames frames = pairs.sequence(index).frames();
            Frames clear = clear(pairs, index);
            for (int frame = 0; frame < LENGTH; frame++) {
                List<Image> shown = frames.images(frame);
                List<Image> whole = clear.images(frame);
                String where = pairs.name(index) + " frame " + frame;
                assertTrue(course.visible(frame) == 0 || course.second(frame) == 0, where);
                if (course.visible(frame) == 0) {
                    assertArrayEquals(whole.get(0).rgb(), shown.get(0).rgb(), where);
                }
                if (course.second(frame) == 0) {
                    assertArrayEquals(whole.get(1).rgb(), shown.get(1).rgb(), where);
                }
            }
            assertEquals(0, course.visible(0) + course.second(0), "the first frame is good");
            if (course.trouble() != Trouble.CLEAR) {
                assertTrue(
                        IntStream.range(0, LENGTH)
                                .anyMatch(frame -> Math.max(course.visible(frame), course.second(frame)) == Course.ALL),
                        pairs.name(index) + " is never blind");
            }
        }
        assertEquals(modality == Modality.THERMAL ? 5 : 4, met.size(), met.toString());
    }

    /** The pair as it is without trouble. */
    private static Frames clear(Pairs pairs, long index) {
        Course none = new Course(Trouble.CLEAR, false, LENGTH, LENGTH, LENGTH, 1);
        Draws draws = Draws.of(WORLD.seed(), index).fork(WORLD.split()).fork("pair");
        return WORLD.sequence(index, scene -> new Cameras(scene, pairs.modality(), ColourOrder.BGR, none, draws).pair())
                .frames();
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED", mode = EnumSource.Mode.EXCLUDE)
    void nightAndSmokeShowNothingOfTheScene(Modality modality) {
        Pairs pairs = pairs(modality);
        for (long index : with(pairs, Trouble.NIGHT)) {
            for (int frame : blind(pairs.course(index), true)) {
                byte[] rgb = pairs.sequence(index).frames().image(frame).rgb();
                assertTrue(range(rgb)[1] <= 12, "night of " + index + " is at most noise");
            }
        }
        for (long index : with(pairs, Trouble.SMOKE)) {
            Frames frames = pairs.sequence(index).frames();
            for (int frame : blind(pairs.course(index), true)) {
                int[] range = range(frames.image(frame).rgb());
                assertTrue(range[0] >= 118 && range[1] <= 182, "smoke before the visible camera " + index);
            }
            for (int frame : blind(pairs.course(index), false)) {
                int[] range = range(frames.images(frame).get(1).rgb());
                switch (modality) {
                    case THERMAL -> assertTrue(range[0] >= 118 && range[1] <= 182, "thermal smoke " + index);
                    case EVENT -> assertEquals(0, range[1], "events in smoke " + index);
                    case DEPTH -> {
                        byte[] rgb = frames.images(frame).get(1).rgb();
                        assertTrue(Arrays.equals(rgb, 0, 3, rgb, rgb.length - 3, rgb.length), "one distance " + index);
                        assertTrue(Arrays.equals(rgb, 0, 3, rgb, 3 * 4000, 3 * 4001), "one distance " + index);
                    }
                    case MIXED -> throw new IllegalStateException();
                }
            }
        }
    }

    private static long[] with(Pairs pairs, Trouble trouble) {
        long[] found = LongStream.range(0, 80)
                .filter(index -> pairs.course(index).trouble() == trouble)
                .limit(4)
                .toArray();
        assertEquals(4, found.length);
        return found;
    }

    private static int[] blind(Course course, boolean visible) {
        return IntStream.range(0, LENGTH)
                .filter(frame -> (visible ? course.visible(frame) : course.second(frame)) == Course.ALL)
                .limit(2)
                .toArray();
    }

    private static int[] range(byte[] rgb) {
        return new int[] {
            IntStream.range(0, rgb.length).map(i -> rgb[i] & 0xff).min().getAsInt(),
            IntStream.range(0, rgb.length).map(i -> rgb[i] & 0xff).max().getAsInt()
        };
    }

    @Test
    void theSwitchPassesFromOneCameraToTheOther() {
        Pairs pairs = pairs(Modality.THERMAL);
        for (long index : with(pairs, Trouble.SWITCH)) {
            Course course = pairs.course(index);
            for (int frame = LENGTH / 10; frame < LENGTH; frame++) {
                boolean first = frame < LENGTH / 2;
                assertEquals(first == course.visible() ? Course.ALL : 0, course.visible(frame));
                assertEquals(first == course.visible() ? 0 : Course.ALL, course.second(frame));
            }
            Frames frames = pairs.sequence(index).frames();
            Frames clear = clear(pairs, index);
            int frame = LENGTH / 10; // soon after the first, in which the target is in full view
            int hidden = course.visible() ? 0 : 1;
            assertFalse(Arrays.equals(
                    clear.images(frame).get(hidden).rgb(),
                    frames.images(frame).get(hidden).rgb()));
        }
    }

    @Test
    void temperaturesSetTheTargetOffFromTheGroundAndDepthsFollowTheLayers() {
        for (int index = 0; index < 200; index++) {
            Warmth warmth = Warmth.of(Draws.of(index, 0), 7, 3);
            int own = warmth.things().get(3);
            assertTrue(own < warmth.least() - 10 || own > warmth.most() + 10, warmth.toString());
            assertTrue(warmth.things().stream().allMatch(level -> level >= 0 && level <= 255));
            List<Integer> levels = Cameras.levels(Draws.of(index, 1), 1 + index % 12);
            for (int i = 1; i < levels.size(); i++) {
                assertTrue(levels.get(i) < levels.get(i - 1), "nearer layers have smaller distances: " + levels);
            }
        }
    }

    @Test
    void eventsAreChangesOfBrightnessAndNothingElse() {
        Image dark = Image.of(2, 1, new byte[] {40, 40, 40, 90, 90, 90});
        Image left = Image.of(2, 1, new byte[] {80, 80, 80, 90, 90, 90});
        Events events = new Events(new Given(List.of(dark, left, left, dark)));
        assertArrayEquals(new byte[] {-1, 0, 0, 0, 0, 0}, events.image(0).rgb(), "the first shows the next change");
        assertArrayEquals(new byte[] {-1, 0, 0, 0, 0, 0}, events.image(1).rgb(), "brighter is red");
        assertArrayEquals(new byte[6], events.image(2).rgb(), "nothing changed");
        assertArrayEquals(new byte[] {0, 0, -1, 0, 0, 0}, events.image(3).rgb(), "darker is blue");
        assertArrayEquals(
                new byte[6], new Events(new Given(List.of(dark))).image(0).rgb());
    }

    private record Given(List<Image> images) implements Frames {
        @Override
        public int size() {
            return images.size();
        }

        @Override
        public Image image(int index) {
            return images.get(index);
        }
    }

    @Test
    void aSpecGivesPairsInTurnAndWithoutTheOptionNone() {
        List<Sequence> mixed = Datasets.open(DataSpec.parse("synthetic:?modality=mixed&length=4&size=96x80&limit=6"))
                .sequences();
        assertEquals(6, mixed.size());
        String[] turns = {"thermal", "depth", "event"};
        for (int i = 0; i < 6; i++) {
            assertTrue(
                    mixed.get(i).name().startsWith("0-000" + i + "-" + turns[i % 3] + "-"),
                    mixed.get(i).name());
            assertEquals(2, mixed.get(i).frames().images(0).size());
        }
        Sequence plain = Datasets.open(DataSpec.parse("synthetic:?length=4&size=96x80&limit=1"))
                .sequences()
                .getFirst();
        assertEquals("0-0000", plain.name());
        assertEquals(1, plain.frames().images(0).size());
        assertArrayEquals(
                plain.frames().image(0).rgb(),
                mixed.getFirst().frames().image(0).rgb());
        assertThrows(InputException.class, () -> DataSpec.parse("synthetic:?modality=radar"));
    }
}
