package io.spmtrack.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.Sequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackedSequencesTest {
    // Of an instance: where the folder is missing, its tests are skipped.
    private final String otb = "otb:" + SharedFolder.data().resolve("otb");
    private final String stills = "coco:" + SharedFolder.data().resolve("coco/coco4") + "?motion=none&split=train";

    private static List<String> names(List<Sequence> sequences) {
        return sequences.stream().map(Sequence::name).toList();
    }

    @Test
    void sequencesAreSpreadOverTheDataAndCut() {
        List<Sequence> all = TrackedSequences.of(List.of(otb), new TrackSettings(1, 1000, 7));
        assertTrue(all.size() >= 5, () -> names(all).toString());
        List<Sequence> two = TrackedSequences.of(List.of(otb), new TrackSettings(1, 2, 7));
        assertEquals(List.of(names(all).getFirst(), names(all).get(all.size() / 2)), names(two));
        for (Sequence sequence : all) {
            assertEquals(7, sequence.size());
            assertEquals(7, sequence.frames().size());
            assertTrue(sequence.truth().box(0).valid());
        }
    }

    @Test
    void eachSpecHasItsShareAndStillsHaveNone() {
        List<Sequence> mixed =
                TrackedSequences.of(List.of(otb, stills, "synthetic:?length=9"), new TrackSettings(1, 6, 200));
        assertEquals(
                2,
                mixed.stream().filter(each -> each.dataset().startsWith("otb")).count());
        assertEquals(6, mixed.size(), "what stills cannot give comes from the others");
        InputException refusal = assertThrows(
                InputException.class, () -> TrackedSequences.of(List.of(stills), new TrackSettings(1, 6, 200)));
        assertTrue(refusal.getMessage().contains("holds no videos to track"), refusal.getMessage());
    }

    @Test
    void testsAreDueAfterWholeEpochsAndAtTheEnd() {
        TrackSettings second = new TrackSettings(2, 10, 200);
        assertFalse(second.due(0, 50, 10));
        assertFalse(second.due(10, 50, 10));
        assertTrue(second.due(20, 50, 10));
        assertFalse(second.due(30, 50, 10));
        assertTrue(second.due(50, 50, 10));
        assertFalse(TrackSettings.NONE.due(50, 50, 10));
        assertThrows(IllegalArgumentException.class, () -> new TrackSettings(1, 0, 200));
    }
}
