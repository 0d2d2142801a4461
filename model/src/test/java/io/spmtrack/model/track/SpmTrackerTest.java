package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import io.spmtrack.model.weights.ModelFile;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracker as an application uses it; what it finds is the golden tests' business. */
class SpmTrackerTest {
    private static Model model;
    private static FrameSession session;

    @BeforeAll
    static void load() {
        model = new Model(ModelSettings.tiny(), TrackerSettings.published());
        model.initialize(3);
        session = new FrameSession(model, new CpuBackend(2));
    }

    @AfterAll
    static void close() {
        session.close();
        model.close();
    }

    /** A bright square at (x, y) on a pattern. */
    private static Frame frame(int number, int shift) {
        return Frame.of(number, image(number, shift));
    }

    /** A bright square at (x, y) on a pattern. */
    private static Image image(int number, int shift) {
        byte[] rgb = new byte[3 * 160 * 120];
        for (int y = 0; y < 120; y++) {
            for (int x = 0; x < 160; x++) {
                boolean inside = x >= 40 + shift + number && x < 70 + shift + number && y >= 30 && y < 60;
                for (int c = 0; c < 3; c++) {
                    rgb[3 * (y * 160 + x) + c] = (byte) (inside ? 200 + 20 * c : (x * 3 + y * 5 + number) & 127);
                }
            }
        }
        return Image.of(160, 120, rgb);
    }

    private static List<TrackResult> follow(SpmTracker tracker, int shift, int frames) {
        tracker.init(frame(0, shift), Box.xywh(40 + shift, 30, 30, 30));
        List<TrackResult> results = new ArrayList<>();
        for (int number = 1; number < frames; number++) {
            results.add(tracker.update(frame(number, shift)));
        }
        return results;
    }

    @Test
    void boxesStayInsideTheImage() {
        try (SpmTracker tracker = new SpmTracker(session)) {
            for (TrackResult result : follow(tracker, 0, 12)) {
                Box box = result.box();
                assertTrue(box.x1() >= 0 && box.y1() >= 0 && box.x2() <= 160 && box.y2() <= 120, box.toString());
                assertTrue(result.confidence() >= 0 && result.confidence() <= 1);
            }
        }
    }

    @Test
    void targetsOnOneProgramDoNotInfluenceEachOther() {
        try (SpmTracker alone = new SpmTracker(session);
                SpmTracker first = new SpmTracker(session);
                SpmTracker second = new SpmTracker(session)) {
            List<TrackResult> expected = follow(alone, 5, 8);
            first.init(frame(0, 5), Box.xywh(45, 30, 30, 30));
            second.init(frame(0, 20), Box.xywh(60, 30, 30, 30));
            for (int number = 1; number < 8; number++) {
                assertEquals(expected.get(number - 1), first.update(frame(number, 5)));
                second.update(frame(number, 20));
            }
        }
    }

    @Test
    void anExplanationShowsWhatDecided() {
        try (SpmTracker plain = new SpmTracker(session);
                SpmTracker explained = new SpmTracker(session)) {
            List<TrackResult> expected = follow(plain, 0, 8);
            explained.init(frame(0, 0), Box.xywh(40, 30, 30, 30));
            for (int number = 1; number < 8; number++) {
                Explanation step = explained.explain(frame(number, 0));
                assertEquals(expected.get(number - 1), step.result());
                assertEquals(number, step.frame());
                assertEquals(
                        step.decision().get(step.peak().cell()),
                        step.decision().stream().max(Float::compare).orElseThrow());
                float score = step.scores().get(step.peak().cell());
                assertEquals(step.result().confidence(), score);
                assertEquals(0, step.references().getFirst().frame());
                assertColour(step.references().getFirst().crop());
                for (Explanation.Reference reference : step.references()) {
                    assertTrue(reference.frame() < number && reference.mask().contains(true));
                }
            }
        }
    }

    /** In the middle of the first reference is the square that was given, in its colours. */
    private static void assertColour(Image crop) {
        int middle = 3 * (crop.height() / 2 * crop.width() + crop.width() / 2);
        for (int channel = 0; channel < 3; channel++) {
            assertEquals(200 + 20 * channel, crop.rgb()[middle + channel] & 0xff, 1, "channel " + channel);
        }
    }

    @Test
    void anotherVideoStartsAfresh() {
        try (SpmTracker tracker = new SpmTracker(session)) {
            List<TrackResult> expected = follow(tracker, 0, 6);
            follow(tracker, 30, 9);
            assertEquals(expected, follow(tracker, 0, 6));
        }
    }

    @Test
    void cropsOnDiskGiveTheSameBoxes() {
        long crop = 3L * 48 * 48 + 36;
        TrackerSettings frugal = TrackerSettings.published().with("reference_rule=thirds", "crop_memory=1");
        TrackerSettings plenty = TrackerSettings.published().with("reference_rule=thirds", "crop_memory=64");
        int frames = (int) ((1 << 20) / (crop * Float.BYTES)) * 2;
        try (SpmTracker onDisk = new SpmTracker(session, frugal);
                SpmTracker inMemory = new SpmTracker(session, plenty)) {
            assertEquals(follow(inMemory, 0, frames), follow(onDisk, 0, frames));
        }
    }

    @Test
    void doubtfulFramesAreNoReferences() {
        TrackerSettings certain = TrackerSettings.published().with("reference_confidence=1");
        try (SpmTracker tracker = new SpmTracker(session, certain)) {
            tracker.init(frame(0, 0), Box.xywh(40, 30, 30, 30));
            for (int number = 1; number < 8; number++) {
                for (Explanation.Reference reference :
                        tracker.explain(frame(number, 0)).references()) {
                    assertEquals(0, reference.frame(), "the given target stands in");
                }
            }
        }
    }

    @Test
    void aSizeThatMayNotChangeStays() {
        TrackerSettings fixed = TrackerSettings.published().with("size_rate=0", "size_penalty=0.2");
        try (SpmTracker tracker = new SpmTracker(session, fixed)) {
            tracker.init(frame(0, 0), Box.xywh(60, 45, 30, 20));
            for (int number = 1; number < 8; number++) {
                Explanation step = tracker.explain(frame(number, 0));
                assertEquals(
                        step.decision().get(step.peak().cell()),
                        step.decision().stream().max(Float::compare).orElseThrow());
                Box box = step.result().box();
                assertTrue(box.width() <= 30 + 1e-9 && box.height() <= 20 + 1e-9, box.toString());
                boolean whole = box.x1() > 0 && box.y1() > 0 && box.x2() < 160 && box.y2() < 120;
                assertTrue(!whole || Math.abs(box.width() - 30) < 1e-9, box.toString());
            }
        }
    }

    @Test
    void storeKeepsWhatIsNeededInBoundedMemory() {
        try (CropStore store = new CropStore(1 << 16, 1);
                Storage entry = new Storage(1 << 16);
                Storage back = new Storage(1)) {
            for (int frame = 0; frame < 40; frame++) {
                entry.segment().set(ValueLayout.JAVA_FLOAT, 0, frame);
                store.put(frame, entry.segment());
                store.forgetBefore(frame / 3);
                for (int needed : new int[] {0, frame / 3, frame}) {
                    store.get(needed, 0, back.segment().asSlice(0, Float.BYTES));
                    assertEquals(needed, back.segment().get(ValueLayout.JAVA_FLOAT, 0));
                }
            }
            assertThrows(IllegalStateException.class, () -> store.get(50, 0, back.segment()));
        }
    }

    /** So that a tracker for visible light can be compared on pairs with one that sees both. */
    @Test
    void picturesBehindTheFirstAreLeftOut() {
        try (SpmTracker alone = new SpmTracker(session);
                SpmTracker tracker = new SpmTracker(session)) {
            Box box = Box.xywh(40, 30, 30, 30);
            alone.init(frame(0, 0), box);
            tracker.init(new Frame(List.of(image(0, 0), image(9, 9)), 0, Duration.ZERO), box);
            assertEquals(
                    alone.update(frame(1, 0)),
                    tracker.update(new Frame(List.of(frame(1, 0).image(), image(9, 9)), 1, Duration.ZERO)));
        }
    }

    @Test
    void targetsInSeveralThreadsDoNotInfluenceEachOther() throws Exception {
        List<TrackResult> expected;
        try (SpmTracker alone = new SpmTracker(session)) {
            expected = follow(alone, 5, 8);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<List<TrackResult>>> runs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                runs.add(threads.submit(() -> {
                    try (SpmTracker tracker = new SpmTracker(session)) {
                        return follow(tracker, 5, 8);
                    }
                }));
            }
            for (Future<List<TrackResult>> run : runs) {
                assertEquals(expected, run.get());
            }
        }
    }

    @Test
    void impossibleBoxesAreRefusedInOneLine() {
        try (SpmTracker tracker = new SpmTracker(session)) {
            for (Box box : List.of(Box.xywh(10, 10, 0, 5), Box.NONE, Box.xywh(200, 10, 20, 20))) {
                InputException refusal = assertThrows(InputException.class, () -> tracker.init(frame(0, 0), box));
                assertEquals(1, refusal.getMessage().lines().count());
            }
            assertThrows(IllegalStateException.class, () -> tracker.update(frame(1, 0)));
        }
    }

    @Test
    void theExampleRuns(@TempDir Path folder) {
        Path weights = folder.resolve("weights.safetensors");
        ModelFile.save(weights, model);
        List<Path> pictures = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            pictures.add(folder.resolve(number + ".png"));
            ImageWriter.write(image(number, 0), pictures.getLast());
        }
        List<TrackResult> results = TrackerExample.follow(weights, Box.xywh(40, 30, 30, 30), pictures);
        try (SpmTracker tracker = new SpmTracker(session)) {
            assertEquals(follow(tracker, 0, 4), results);
        }
    }
}
