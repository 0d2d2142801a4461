package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.image.Box;
import org.junit.jupiter.api.Test;

/** What changes the size counts less and slowly. */
class DampingTest {
    private static final Box FIRST = Box.xywh(0, 0, 20, 10);

    /** Candidates of the first size, of twice the size, of another ratio, and of none, in a crop of 100 x 100 pixels. */
    private static final float[] BOXES = {
        0.1f, 0.1f, 0.3f, 0.2f, 0.1f, 0.1f, 0.5f, 0.3f, 0.1f, 0.1f, 0.2f, 0.3f, 0.4f, 0.4f, 0.4f, 0.4f
    };

    @Test
    void offItChangesNothing() {
        Damping off = new Damping(0, 1, 4);
        off.start(FIRST);
        assertArrayEquals(new float[] {1, 1, 1, 1}, off.factors(BOXES, 100, 100));
        Box found = Box.xywh(3, 4, 50, 60);
        assertSame(found, off.damp(found, 0.3));
    }

    @Test
    void otherSizesAndRatiosCountLess() {
        Damping damping = new Damping(0.5, 1, 4);
        damping.start(FIRST);
        float[] factors = damping.factors(BOXES, 100, 100);
        assertEquals(1, factors[0], 1e-5);
        assertEquals(Math.exp(-0.5), factors[1], 1e-5, "twice the size");
        assertEquals(Math.exp(-0.5 * 3), factors[2], 1e-5, "of the same size, four times as narrow");
        assertEquals(0, factors[3], "no size at all");
    }

    @Test
    void theSizeFollowsByAShare() {
        Damping damping = new Damping(0, 0.5, 4);
        damping.start(FIRST);
        Box found = Box.centered(50, 60, 40, 10);
        Box first = damping.damp(found, 1);
        assertEquals(Box.centered(50, 60, 30, 10), first);
        Box second = damping.damp(found, 0.2);
        assertEquals(31, second.width(), 1e-9, "what is doubtful changes less");
        assertTrue(!damping.damp(Box.NONE, 1).valid());
        assertEquals(31, damping.damp(found, 0).width(), 1e-9, "no box leaves the size as it is");
    }
}
