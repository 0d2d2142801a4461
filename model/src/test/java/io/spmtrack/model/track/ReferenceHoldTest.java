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
import org.junit.jupiter.api.Test;

/** Kept references and held ones. */
class ReferenceHoldTest {
    private static final int FRAMES = 14;

    private static Frame frame(int number) {
        byte[] rgb = new byte[3 * 120 * 90];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % 120;
            int y = i / 3 / 120;
            boolean inside = x >= 30 + number && x < 55 + number && y >= 30 && y < 60;
            rgb[i] = (byte) (inside ? 200 + 20 * (i % 3) : (x * 3 + y * 5 + number) & 127);
        }
        return Frame.of(number, Image.of(120, 90, rgb));
    }

    private static Model model(String... settings) {
        Model model = new Model(ModelSettings.tiny().with(settings), TrackerSettings.published());
        model.initialize(3);
        return model;
    }

    /** Its frames' answers, and the references of each. */
    private static List<TrackResult> follow(Model model, TrackerSettings settings, List<List<Integer>> references) {
        try (FrameSession session = new FrameSession(model, new CpuBackend(2));
                SpmTracker tracker = new SpmTracker(session, settings)) {
            return follow(tracker, references);
        }
    }

    private static List<TrackResult> follow(SpmTracker tracker, List<List<Integer>> references) {
        tracker.init(frame(0), Box.xywh(30, 30, 25, 30));
        List<TrackResult> results = new ArrayList<>();
        for (int number = 1; number < FRAMES; number++) {
            results.add(tracker.next(frame(number), (question, answer) -> {
                List<Integer> all = new ArrayList<>();
                for (int reference : question.references()) {
                    all.add(reference);
                }
                references.add(all);
            }));
        }
        return results;
    }

    /** Bit for bit. */
    @Test
    void keptReferencesGiveTheSameBoxesAsRecomputedOnes() {
        try (Model model = model("attention=causal");
                FrameSession session = new FrameSession(model, new CpuBackend(2));
                SpmTracker kept = new SpmTracker(session);
                SpmTracker recomputed = new SpmTracker(session);
                SpmTracker other = new SpmTracker(session)) {
            List<TrackResult> expected = follow(kept, new ArrayList<>());
            recomputed.init(frame(0), Box.xywh(30, 30, 25, 30));
            other.init(frame(3), Box.xywh(33, 30, 25, 30));
            for (int number = 1; number < FRAMES; number++) {
                assertEquals(expected.get(number - 1), recomputed.update(frame(number)));
                other.update(frame(number + 3)); // takes the place of the first target's references
            }
        }
    }

    @Test
    void heldReferencesChangeAtFramesDivisibleByTheHold() {
        TrackerSettings rule = TrackerSettings.published().with("reference_rule=thirds");
        try (Model model = model("attention=causal")) {
            List<List<Integer>> free = new ArrayList<>();
            List<List<Integer>> held = new ArrayList<>();
            follow(model, rule, free);
            follow(model, rule.with("reference_hold=4"), held);
            for (int number = 1; number < FRAMES; number++) {
                int since = Math.max(1, number - number % 4);
                assertEquals(free.get(since - 1), held.get(number - 1), "frame " + number);
            }
            assertTrue(!free.equals(held));
        }
    }
}
