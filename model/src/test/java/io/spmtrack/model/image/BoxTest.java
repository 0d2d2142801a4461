package io.spmtrack.model.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Box arithmetic on {@code docs/spec/golden-values.md §5} and on degenerate boxes. */
class BoxTest {

    @Test
    void overlapOfWorkedExamples() {
        Box first = new Box(.1, .1, .5, .5);
        Box second = new Box(.3, .2, .7, .6);
        assertEquals(0.2307692, first.iou(second), 1e-7);
        assertEquals(0.9025641, 1 - first.giou(second), 1e-7);
        Box apart = new Box(.6, .6, .9, .8);
        assertEquals(0, new Box(.1, .1, .2, .2).iou(apart));
        assertEquals(1.875, 1 - new Box(.1, .1, .2, .2).giou(apart), 1e-7);
        assertEquals(1, first.iou(first), 1e-12);
        assertEquals(1, first.giou(first), 1e-12);
    }

    @Test
    void degenerateBoxes() {
        Box empty = new Box(5, 5, 5, 9);
        assertFalse(empty.valid());
        assertFalse(Box.NONE.valid());
        assertFalse(new Box(0, 0, Double.POSITIVE_INFINITY, 1).valid());
        assertEquals(0, empty.iou(empty));
        assertEquals(0, new Box(9, 9, 1, 1).area());
        assertTrue(Double.isNaN(Box.NONE.iou(empty)));
        assertEquals(Box.NONE, Box.NONE.clip(10, 10));
    }

    @Test
    void clipping() {
        assertEquals(new Box(0, 2, 10, 8), new Box(-4, 2, 15, 8).clip(10, 8));
        assertFalse(new Box(20, 2, 30, 8).clip(10, 8).valid());
    }

    @Test
    void enlarging() {
        assertEquals(new Box(0, 2, 10, 22), new Box(4, 2, 6, 22).atLeast(10));
        assertEquals(new Box(0, 0, 12, 10), new Box(0, 0, 12, 10).atLeast(10));
        assertEquals(new Box(3, 4, 8, 10), Box.xywh(3, 4, 5, 6));
    }
}
