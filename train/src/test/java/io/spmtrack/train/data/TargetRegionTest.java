package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import org.junit.jupiter.api.Test;

/** Parts of objects as targets. */
class TargetRegionTest {
    private static final int DRAWS = 2000;

    private static TargetRegion region(double probability, int sample) {
        return TargetRegion.draw(probability, SampleRandom.of(8, 0, SampleRandom.Purpose.SAMPLE, sample));
    }

    @Test
    void partsLieInsideAndAreNotSmall() {
        Box box = Box.xywh(10, 20, 40, 80);
        for (int i = 0; i < DRAWS; i++) {
            Box inside = region(1, i).of(box);
            assertTrue(inside.x1() >= 10 - 1e-9 && inside.x2() <= 50 + 1e-9, inside.toString());
            assertTrue(inside.y1() >= 20 - 1e-9 && inside.y2() <= 100 + 1e-9, inside.toString());
            assertTrue(inside.width() >= 16 && inside.height() >= 32, inside.toString());
        }
    }

    @Test
    void asManyAsAskedFor() {
        Box box = Box.xywh(1, 2, 3, 4);
        int parts = 0;
        for (int i = 0; i < DRAWS; i++) {
            assertSame(box, region(0, i).of(box));
            parts += region(0.3, i).of(box).equals(box) ? 0 : 1;
        }
        assertEquals(0.3 * DRAWS, parts, 4 * Math.sqrt(0.3 * 0.7 * DRAWS));
    }

    /** What is a third from the left of a box stays there however the box moves and grows. */
    @Test
    void theSamePartInEveryFrame() {
        for (int i = 0; i < 50; i++) {
            TargetRegion region = region(1, i);
            Box before = region.of(Box.xywh(0, 0, 1, 1));
            Box after = region.of(Box.xywh(7, 9, 20, 30));
            assertEquals(7 + 20 * before.x1(), after.x1(), 1e-9);
            assertEquals(9 + 30 * before.y1(), after.y1(), 1e-9);
            assertEquals(20 * before.width(), after.width(), 1e-9);
            assertEquals(30 * before.height(), after.height(), 1e-9);
        }
    }
}
