package io.spmtrack.model.track.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A filter over the pictures of two cameras, of which one may be blind. */
class TargetFilterTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 150;
    private static final int FRAMES = 24;
    private static final int BLIND = 4;
    private static final int SWITCH = 14;
    private static final int LESSONS = 9;

    private static Box place(int frame) {
        return Box.centered(50 + 4 * frame, 50 + 2 * frame, 32, 28);
    }

    /** A patch of noise over another noise; dark, but for the sensor's noise, where the camera is blind. */
    private static Image picture(int camera, int frame, boolean seen) {
        double[] ground = new Random(10 + camera).doubles(64 * 64, 40, 200).toArray();
        double[] patch = new Random(20 + camera).doubles(64, 20, 235).toArray();
        Random dark = new Random(30 + frame);
        Box box = place(frame);
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            double u = (x + 0.5 - box.x1()) / box.width();
            double v = (y + 0.5 - box.y1()) / box.height();
            boolean inside = u >= 0 && v >= 0 && u < 1 && v < 1;
            double light = inside ? patch[8 * (int) (8 * v) + (int) (8 * u)] : ground[y / 5 * 64 + x / 5];
            byte value = (byte) (seen ? light : dark.nextInt(8));
            rgb[3 * i] = value;
            rgb[3 * i + 1] = value;
            rgb[3 * i + 2] = value;
        }
        return Image.of(WIDTH, HEIGHT, rgb);
    }

    /** Soon only the second camera sees the target, later only the first one. */
    private static List<Image> frame(int number) {
        return List.of(picture(0, number, number < BLIND || number >= SWITCH), picture(1, number, number < SWITCH));
    }

    private static double last(int pictures) {
        TargetFilter filter = new TargetFilter(pictures);
        filter.start(frame(0), place(0));
        Box found = Box.NONE;
        for (int i = 1; i < FRAMES; i++) {
            found = filter.follow(frame(i));
        }
        return found.iou(place(FRAMES - 1));
    }

    @Test
    void oneCameraIsEnoughWhicheverItIs() {
        double both = last(2);
        assertTrue(both > 0.7, "overlap " + both);
        double first = last(1);
        assertTrue(first < 0.3, "the first camera alone loses it, overlap " + first);
    }

    /** A picture that does not show the target says so: by its peak, by what surrounds the peak, and where the target is. */
    @Test
    void aBlindPictureAnswersLowAndUnclear() {
        View view = new View(new Patch(), new Sample());
        Fourier answers = new Fourier(TargetFilter.COUNT);
        Box box = place(0);
        double side = 5 * Math.sqrt(box.width() * box.height());
        double cell = side / Fourier.N;
        double seen = side * Field.SIDE / (Fourier.N * Sampling.PITCH);
        view.start(box.width() / cell, box.height() / cell);
        view.look(picture(0, 0, true), box.centerX(), box.centerY(), seen);
        for (int i = 0; i < LESSONS; i++) {
            view.learn(0, 0, 1);
            view.answer(new double[] {1}, answers);
            view.found(0);
        }
        assertTrue(view.sees() && view.answers());
        double peak = view.peak();
        double clearness = view.clearness();
        view.look(picture(0, 0, false), box.centerX(), box.centerY(), seen);
        view.answer(new double[] {1}, answers);
        view.found(0);
        assertFalse(view.sees());
        assertFalse(view.answers());
        assertTrue(view.peak() < peak / 2, view.peak() + " of " + peak);
        assertTrue(view.clearness() < clearness / 3, view.clearness() + " of " + clearness);
    }

    /** A second camera that sees other things, or nothing, does not move the target as long as the first one sees it. */
    @Test
    void theFirstCameraLeadsAsLongAsItSees() {
        TargetFilter first = new TargetFilter(1);
        TargetFilter both = new TargetFilter(2);
        first.start(List.of(picture(0, 0, true)), place(0));
        both.start(List.of(picture(0, 0, true), picture(1, 0, true)), place(0));
        for (int i = 1; i < FRAMES; i++) {
            Image image = picture(0, i, true);
            Image other = picture(1, FRAMES - i, i % 5 > 0);
            assertEquals(first.follow(List.of(image)), both.follow(List.of(image, other)), "frame " + i);
        }
    }

    /** Where both lose the target, the second camera has no say either. */
    @Test
    void theFirstCameraWaitsWhereNoneSeesTheTarget() {
        TargetFilter first = new TargetFilter(1);
        TargetFilter both = new TargetFilter(2);
        first.start(frame(0), place(0));
        both.start(frame(0), place(0));
        for (int i = 1; i < FRAMES; i++) {
            boolean seen = i < BLIND || i >= SWITCH;
            List<Image> images = List.of(picture(0, i, seen), picture(1, i, seen));
            assertEquals(first.follow(images), both.follow(images), "frame " + i);
        }
    }

    @Test
    void aPictureTwiceIsThatPicture() {
        TargetFilter once = new TargetFilter(1);
        TargetFilter twice = new TargetFilter(2);
        once.start(frame(0), place(0));
        twice.start(List.of(frame(0).getFirst(), frame(0).getFirst()), place(0));
        for (int i = 1; i < FRAMES; i++) {
            Image image = frame(i).getFirst();
            assertEquals(once.follow(List.of(image)), twice.follow(List.of(image, image)), "frame " + i);
            assertEquals(once.confidence(), twice.confidence());
        }
    }
}
