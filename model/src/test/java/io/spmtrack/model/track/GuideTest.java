package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** The filter's share in the box: none, a part, all. The network is untrained, so the two disagree. */
class GuideTest {
    private static final int FRAMES = 5;
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

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

    private static Box place(int frame) {
        return Box.xywh(50 + 3 * frame, 40 + 2 * frame, 32, 32);
    }

    private static Frame frame(int number) {
        int[] noise = new Random(1).ints(64, 0, 256).toArray();
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        Box box = place(number);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inside = x >= box.x1() && x < box.x2() && y >= box.y1() && y < box.y2();
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

    private static List<TrackResult> track(Tracker tracker) {
        List<TrackResult> results = new ArrayList<>();
        try (tracker) {
            tracker.init(frame(0), place(0));
            for (int i = 1; i < FRAMES; i++) {
                results.add(tracker.update(frame(i)));
            }
        }
        return results;
    }

    private static List<TrackResult> shared(String share) {
        return track(new SpmTracker(session, TrackerSettings.published().with("filter_share=" + share)));
    }

    @Test
    void theWholeShareIsTheFilterAlone() {
        List<TrackResult> filtered = track(new FilterTracker());
        List<TrackResult> shared = shared("1");
        for (int i = 0; i < filtered.size(); i++) {
            Box expected = filtered.get(i).box().clip(WIDTH, HEIGHT);
            Box box = shared.get(i).box();
            assertEquals(expected.x1(), box.x1(), 1e-9);
            assertEquals(expected.y2(), box.y2(), 1e-9);
            assertEquals(filtered.get(i).confidence(), shared.get(i).confidence(), 1e-9);
        }
        assertTrue(shared.getLast().box().iou(place(FRAMES - 1)) > 0.7, "it follows: " + shared.getLast());
    }

    @Test
    void noShareIsTheNetworkAlone() {
        assertEquals(track(new SpmTracker(session, TrackerSettings.published())), shared("0"));
    }

    /** In the first frame both have seen the same; later the network looks where the mixed box was. */
    @Test
    void aPartLiesBetween() {
        Box network = shared("0").getFirst().box();
        Box filter = shared("1").getFirst().box();
        Box mixed = shared("0.25").getFirst().box();
        assertEquals(0.75 * network.centerX() + 0.25 * filter.centerX(), mixed.centerX(), 1);
        double ratio = Math.pow(network.width(), 0.75) * Math.pow(filter.width(), 0.25);
        assertEquals(ratio, mixed.width(), 1);
    }
}
