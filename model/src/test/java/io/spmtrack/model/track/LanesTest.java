package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Targets that are followed at once get the same boxes, to the last bit, as one after the other. */
final class LanesTest {
    private static final int TARGETS = 3;
    private static final int FRAMES = 6;

    private static Model model;
    private static FrameSession whole;

    @BeforeAll
    static void load() {
        model = new Model(ModelSettings.tiny(), TrackerSettings.published());
        model.initialize(3);
        whole = new FrameSession(model, new CpuBackend(2));
    }

    @AfterAll
    static void close() {
        whole.close();
        model.close();
    }

    private static Frame frame(int number) {
        byte[] rgb = new byte[3 * 160 * 120];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i * 7919 + number * 31) >> 3);
        }
        return Frame.of(number, Image.of(160, 120, rgb));
    }

    private static List<TrackResult> follow(FrameSession session, int target) {
        try (SpmTracker tracker = new SpmTracker(session)) {
            tracker.init(frame(0), Box.xywh(20 + 25 * target, 30, 30, 20 + target));
            return IntStream.range(1, FRAMES)
                    .mapToObj(number -> tracker.update(frame(number)))
                    .toList();
        }
    }

    @Test
    void sameBoxesAtOnceAsOneAfterTheOther() throws Exception {
        List<List<TrackResult>> expected =
                IntStream.range(0, TARGETS).mapToObj(i -> follow(whole, i)).toList();
        try (Lanes lanes = Lanes.apart(whole, new CpuBackend(1), 2, TARGETS);
                ExecutorService threads = Executors.newFixedThreadPool(lanes.count())) {
            assertEquals(2, lanes.count());
            List<Future<List<TrackResult>>> found = new ArrayList<>();
            for (int i = 0; i < TARGETS; i++) {
                int target = i;
                FrameSession own = lanes.next();
                assertNotSame(whole, own);
                found.add(threads.submit(() -> follow(own, target)));
            }
            for (int i = 0; i < TARGETS; i++) {
                assertEquals(expected.get(i), found.get(i).get());
            }
        }
    }

    @Test
    void oneTargetOrOneThreadNeedsNoLanes() {
        for (Lanes lanes : List.of(
                Lanes.of(whole, Optional.of(new CpuBackend(1)), 2, 1),
                Lanes.of(whole, Optional.of(new CpuBackend(1)), 1, 8),
                Lanes.of(whole, Optional.empty(), 2, 8))) {
            assertEquals(1, lanes.count());
            assertSame(whole, lanes.next());
            lanes.close();
        }
    }
}
