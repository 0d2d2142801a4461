package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The filter follows what moves in front of something else, and survives what cannot be followed. */
class FilterTrackerTest {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 180;

    /** A patch of noise, 40 by 30 pixels, around a place over another noise. */
    private static Frame scene(int index, double x, double y) {
        double[] ground = new Random(1).doubles(64 * 64, 40, 200).toArray();
        double[] patch = new Random(2).doubles(64, 20, 235).toArray();
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                double u = (column + 0.5 - x) / 40 + 0.5;
                double v = (row + 0.5 - y) / 30 + 0.5;
                boolean inside = u >= 0 && v >= 0 && u < 1 && v < 1;
                double value = inside ? patch[8 * (int) (8 * v) + (int) (8 * u)] : ground[row / 5 * 64 + column / 5];
                for (int channel = 0; channel < 3; channel++) {
                    rgb[3 * (row * WIDTH + column) + channel] = (byte) (inside ? value - 20 * channel : value);
                }
            }
        }
        return Frame.of(index, Image.of(WIDTH, HEIGHT, rgb));
    }

    private static double follow(double perFrame, int frames) {
        double least = 1;
        try (FilterTracker tracker = new FilterTracker()) {
            tracker.init(scene(0, 60, 60), Box.centered(60, 60, 40, 30));
            for (int i = 1; i < frames; i++) {
                TrackResult found = tracker.update(scene(i, 60 + perFrame * i, 60 + 1.5 * i));
                Box truth = Box.centered(60 + perFrame * i, 60 + 1.5 * i, 40, 30);
                least = Math.min(least, found.box().iou(truth));
                assertTrue(found.confidence() >= 0 && found.confidence() <= 1, found.toString());
            }
        }
        return least;
    }

    @Test
    void aMovingTargetIsFollowed() {
        double least = follow(4.3, 25);
        assertTrue(least > 0.8, "least overlap " + least);
    }

    @Test
    void anotherVideoStartsAfresh() {
        try (FilterTracker tracker = new FilterTracker();
                FilterTracker fresh = new FilterTracker()) {
            tracker.init(scene(0, 120, 90), Box.centered(120, 90, 40, 30));
            tracker.update(scene(1, 124, 90));
            for (FilterTracker each : new FilterTracker[] {tracker, fresh}) {
                each.init(scene(0, 60, 60), Box.centered(60, 60, 40, 30));
            }
            for (int i = 1; i < 4; i++) {
                Frame frame = scene(i, 60 + 3 * i, 60);
                assertEquals(fresh.update(frame), tracker.update(frame));
            }
        }
    }

    @Test
    void flatPicturesTinyAndHugeBoxesAreSurvived() {
        Image flat = Image.of(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]);
        for (Box box : new Box[] {
            Box.xywh(10, 10, 20, 30),
            Box.xywh(0, 0, 1, 1),
            Box.xywh(-50, -50, 900, 900),
            Box.xywh(400, 400, 30, 30),
            Box.xywh(0, 0, 200, 1)
        }) {
            try (FilterTracker tracker = new FilterTracker()) {
                tracker.init(Frame.of(0, flat), box);
                for (int i = 1; i < 3; i++) {
                    TrackResult found = tracker.update(Frame.of(i, flat));
                    assertTrue(found.box().valid(), box + " became " + found);
                    assertTrue(found.confidence() >= 0 && found.confidence() <= 1, found.toString());
                }
            }
        }
    }

    @Test
    void misuseIsRefused() {
        try (FilterTracker tracker = new FilterTracker()) {
            assertThrows(IllegalStateException.class, () -> tracker.update(scene(1, 60, 60)));
            assertThrows(IllegalArgumentException.class, () -> tracker.init(scene(0, 60, 60), Box.NONE));
        }
    }
}
