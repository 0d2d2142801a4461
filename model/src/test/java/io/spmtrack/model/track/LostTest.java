package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A target that vanishes for some frames. The network is untrained; the filter is what knows the target. */
class LostTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 120;
    private static final int GONE = 8;
    private static final int BACK = 20;
    private static final int FRAMES = 26;
    private static final String FILTER = "filter_share=1";

    private static Model model;
    private static FrameSession session;

    @BeforeAll
    static void load() {
        model = new Model(ModelSettings.tiny(), TrackerSettings.published());
        model.initialize(3);
        session = new FrameSession(model, new CpuBackend(1));
    }

    @AfterAll
    static void close() {
        session.close();
        model.close();
    }

    /** It goes on moving while it is hidden. */
    private static Box place(int frame) {
        return Box.xywh(50 + 2 * frame, 40, 32, 32);
    }

    private static Frame frame(int number) {
        int[] noise = new Random(1).ints(64, 0, 256).toArray();
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        Box box = place(number);
        boolean there = number < GONE || number >= BACK;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inside = there && x >= box.x1() && x < box.x2() && y >= box.y1() && y < box.y2();
                int cell = inside
                        ? ((y - (int) box.y1()) / 8 * 4 + (x - (int) box.x1()) / 8)
                        : 16 + (x / 20 + y / 15) % 40;
                for (int c = 0; c < 3; c++) {
                    rgb[3 * (y * WIDTH + x) + c] = (byte) noise[(cell + 7 * c) % 64];
                }
            }
        }
        return Frame.of(number, Image.of(WIDTH, HEIGHT, rgb));
    }

    private static List<TrackResult> track(String... settings) {
        List<TrackResult> results = new ArrayList<>(List.of(new TrackResult(place(0), 1)));
        try (Tracker tracker =
                new SpmTracker(session, TrackerSettings.published().with(settings))) {
            tracker.init(frame(0), place(0));
            for (int i = 1; i < FRAMES; i++) {
                results.add(tracker.update(frame(i)));
            }
        }
        return results;
    }

    @Test
    void itIsToldLostAndTakenUpAgain() {
        List<TrackResult> results = track(FILTER, "lost=0.3", "lost_after=3");
        for (int i = 0; i < FRAMES; i++) {
            boolean hidden = i >= GONE + 2 && i < BACK;
            assertEquals(hidden, results.get(i).lost(), "frame " + i + ": " + results.get(i));
        }
        // Where it was last, while it is lost.
        assertTrue(results.get(BACK - 1).box().iou(place(GONE - 1)) > 0.7, results.toString());
        assertTrue(results.getLast().box().iou(place(FRAMES - 1)) > 0.7, results.toString());
    }

    @Test
    void withoutTheKeyNothingIsLost() {
        assertTrue(track(FILTER).stream().noneMatch(TrackResult::lost));
        assertTrue(track().stream().noneMatch(TrackResult::lost));
    }

    /** Doubt alone changes nothing but what is learned: a threshold that no frame is below leaves all as it is. */
    @Test
    void aThresholdThatIsNeverReachedChangesNoBit() {
        assertEquals(track(FILTER), track(FILTER, "lost=1e-9"));
        assertEquals(track(), track("lost=1e-9"));
    }

    /** The network alone is lost and found by its own confidence. */
    @Test
    void theNetworkAlone() {
        List<TrackResult> always = track("lost=1", "lost_after=2");
        assertFalse(always.get(1).lost());
        assertTrue(always.subList(2, FRAMES).stream().allMatch(TrackResult::lost));
        assertEquals(always.get(2).box(), always.getLast().box());
        assertNotEquals(always.get(2).confidence(), always.get(4).confidence(), "the region grows");
    }

    @Test
    void theRegionGrowsStepByStepUntilItIsFound() {
        Lost lost = new Lost(0.5, 2);
        lost.start(place(0));
        lost.saw(0.6, place(1));
        lost.saw(0.4, place(2));
        assertFalse(lost.is());
        lost.saw(0.4, place(3));
        assertTrue(lost.is());
        assertEquals(place(1), lost.certain());
        assertEquals(1, lost.growth());
        lost.saw(0.4, place(4));
        lost.saw(0.4, place(5));
        assertEquals(1.21, lost.growth(), 1e-12);
        for (int i = 0; i < 50; i++) {
            lost.saw(0.1, place(6));
        }
        assertEquals(3, lost.growth());
        lost.saw(0.5, place(7));
        assertFalse(lost.is());
        assertEquals(1, lost.growth());
        assertEquals(place(7), lost.certain());
    }
}
