package io.spmtrack.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.result.Evaluation;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BaselineTest {

    private static final int WIDTH = 200;
    private static final int HEIGHT = 150;

    @Test
    void stillTrackerNeverMoves() {
        try (Tracker tracker = new StillTracker()) {
            Box box = Box.xywh(3, 4, 50, 20);
            tracker.init(blank(), box);
            assertEquals(new TrackResult(box, 1), tracker.update(scene(80, 60, 1)));
        }
    }

    @Test
    void templateMatcherFollowsATranslatedPatch() {
        try (Tracker tracker = new TemplateMatcher()) {
            tracker.init(scene(40, 30, 1), Box.xywh(40, 30, 24, 24));
            int[][] path = {{47, 33}, {60, 20}, {95, 50}, {130, 85}, {174, 126}, {150, 100}};
            for (int[] at : path) {
                TrackResult result = tracker.update(scene(at[0], at[1], 1));
                Box expected = Box.xywh(at[0], at[1], 24, 24);
                assertTrue(result.box().iou(expected) > 0.95, expected + " but " + result);
                assertTrue(result.confidence() > 0.99, result.toString());
            }
        }
    }

    @Test
    void templateMatcherFollowsAGrowingPatchToAFractionOfAPixel() {
        try (Tracker tracker = new TemplateMatcher()) {
            tracker.init(scene(60, 50, 1), Box.xywh(60, 50, 24, 24));
            double scale = 1;
            for (int frame = 0; frame < 12; frame++) {
                scale *= 1.05;
                Box expected = Box.xywh(60 + 0.4 * frame, 50, 24 * scale, 24 * scale);
                TrackResult result = tracker.update(scene(60 + 0.4 * frame, 50, scale));
                assertTrue(result.box().iou(expected) > 0.85, expected + " but " + result);
            }
        }
    }

    @Test
    void flatPicturesTinyAndHugeBoxesAreSurvived() {
        for (Box box : new Box[] {
            Box.xywh(10, 10, 20, 30), Box.xywh(0, 0, 1, 1), Box.xywh(-50, -50, 900, 900), Box.xywh(400, 400, 30, 30)
        }) {
            try (Tracker tracker = new TemplateMatcher()) {
                tracker.init(blank(), box);
                for (int frame = 0; frame < 3; frame++) {
                    TrackResult result = tracker.update(blank());
                    assertTrue(result.box().valid(), result.toString());
                    assertTrue(result.confidence() >= 0 && result.confidence() <= 1, result.toString());
                }
            }
        }
    }

    /** Small, in front of others that look like it. */
    @Test
    void theFilterFollowsARealTarget() {
        Sequence crossing = Datasets.open(DataSpec.parse(
                        "otb:" + SharedFolder.data("otb/Crossing").toAbsolutePath()))
                .sequences()
                .getFirst();
        try (Tracker tracker = Baseline.of("filter").open()) {
            SequenceResult result = Evaluation.track(tracker, crossing, frame -> {});
            double mean = IntStream.range(1, crossing.size())
                    .mapToDouble(frame -> result.frames()
                            .get(frame)
                            .box()
                            .iou(crossing.truth().box(frame)))
                    .average()
                    .orElseThrow();
            assertTrue(mean > 0.75, "mean overlap " + mean);
        }
    }

    @Test
    void misuseIsRefused() {
        for (Tracker tracker : new Tracker[] {new StillTracker(), new TemplateMatcher()}) {
            assertThrows(IllegalStateException.class, () -> tracker.update(blank()));
            assertThrows(IllegalArgumentException.class, () -> tracker.init(blank(), Box.NONE));
            tracker.close();
        }
    }

    private static Frame blank() {
        return Frame.of(0, Image.of(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]));
    }

    /** A checkered noise patch of 24 pixels times {@code scale} over a different noise. */
    private static Frame scene(double x, double y, double scale) {
        double[] ground = noise(1, 64);
        double[] patch = noise(2, 8);
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                double u = (column + 0.5 - x) / (24 * scale);
                double v = (row + 0.5 - y) / (24 * scale);
                boolean inside = u >= 0 && v >= 0 && u < 1 && v < 1;
                double value = inside
                        ? 130 + 120 * smooth(patch, 8, 7 * u, 7 * v)
                        : 100 + 60 * smooth(ground, 64, column / 5.0, row / 5.0);
                for (int channel = 0; channel < 3; channel++) {
                    rgb[3 * (row * WIDTH + column) + channel] = (byte) value;
                }
            }
        }
        return Frame.of(0, Image.of(WIDTH, HEIGHT, rgb));
    }

    private static double[] noise(long seed, int size) {
        return new Random(seed).doubles((long) size * size, -1, 1).toArray();
    }

    private static double smooth(double[] cells, int size, double x, double y) {
        int column = Math.min((int) x, size - 2);
        int row = Math.min((int) y, size - 2);
        double right = x - column;
        double down = y - row;
        int at = row * size + column;
        return (cells[at] * (1 - right) + cells[at + 1] * right) * (1 - down)
                + (cells[at + size] * (1 - right) + cells[at + size + 1] * right) * down;
    }
}
