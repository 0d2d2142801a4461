package io.spmtrack.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TruthTest {

    private static final Box INSIDE = Box.xywh(10, 20, 30, 40);

    @Test
    void cleaningClipsAndRemoves() {
        Truth truth = Truth.of(
                List.of(
                        Box.NONE,
                        Box.xywh(-5, -5, 20, 20),
                        INSIDE,
                        Box.xywh(200, 5, 10, 10),
                        Box.xywh(5, 5, 0, 9),
                        INSIDE),
                frame -> frame != 5);
        Truth cleaned = truth.cleaned(100, 50);
        assertEquals(Box.xywh(0, 0, 15, 15), cleaned.box(1));
        assertEquals(new Box(10, 20, 40, 50), cleaned.box(2));
        for (int absent : new int[] {0, 3, 4, 5}) {
            assertFalse(cleaned.exists(absent), "frame " + absent);
            assertTrue(Double.isNaN(cleaned.box(absent).x1()), "frame " + absent);
        }
        assertEquals(OptionalInt.of(1), cleaned.first());
        assertEquals(OptionalInt.of(2), cleaned.last());
    }

    @Test
    void cleaningASequenceCutsBothEndsAndKeepsGaps() {
        Truth truth = Truth.of(List.of(Box.NONE, INSIDE, Box.NONE, INSIDE, Box.NONE));
        Sequence cleaned = new Sequence("d", "s", new Grey(5), truth).cleaned().orElseThrow();
        assertEquals(3, cleaned.size());
        assertEquals(1, cleaned.frames().image(0).rgb()[0]);
        assertFalse(cleaned.truth().exists(1));
        assertTrue(
                new Sequence("d", "s", new Grey(5), Truth.unknown(5)).cleaned().isEmpty());
    }

    @Test
    void strideTakesEveryOther() {
        Truth truth = Truth.firstOnly(INSIDE, 5);
        Sequence half = new Sequence("d", "s", new Grey(5), truth).every(2);
        assertEquals(3, half.size());
        assertEquals(4, half.frames().image(2).rgb()[0]);
        assertTrue(half.truth().annotated(0));
        assertFalse(half.truth().annotated(1));
        assertFalse(half.frames().has(3));
    }

    @Test
    void existingTargetsWithoutABoxCountAsAnnotated() {
        Truth truth = Truth.of(List.of(INSIDE, Box.NONE), frame -> true);
        assertTrue(truth.annotated(1));
        assertEquals(OptionalInt.of(0), truth.last());
        assertEquals(List.of(INSIDE, Box.NONE), truth.boxes());
    }

    @Test
    void absentIsNotUnannotated() {
        List<Box> boxes = List.of(INSIDE, Box.NONE, INSIDE);
        Truth absent = Truth.of(boxes);
        Truth sparse = Truth.sparse(boxes);
        assertFalse(absent.exists(1));
        assertTrue(absent.annotated(1));
        assertFalse(sparse.exists(1));
        assertFalse(sparse.annotated(1));
        assertEquals(3, absent.annotatedOnly().size());
        assertEquals(List.of(INSIDE, INSIDE), sparse.annotatedOnly().boxes());
        assertFalse(sparse.slice(0, 3, 1).annotated(1));
        assertFalse(sparse.withVisible(frame -> true).annotated(1));
    }

    @Test
    void framesAndBoxesMustBeAsMany() {
        assertThrows(IllegalArgumentException.class, () -> new Sequence("d", "s", new Grey(2), Truth.unknown(3)));
    }

    private record Grey(int size) implements Frames {
        @Override
        public Image image(int index) {
            byte[] rgb = new byte[3 * 100 * 50];
            rgb[0] = (byte) index;
            return Image.of(100, 50, rgb);
        }
    }
}
