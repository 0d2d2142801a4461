package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Layouts and shapes against lists of element places. */
class LayoutTest {
    private static final int LAYOUTS = 4000;

    @Test
    void reshapeKeepsPlacesOrIsImpossible() {
        int impossible = 0;
        int strided = 0;
        for (int seed = 0; seed < LAYOUTS; seed++) {
            Philox.Stream random = new Philox.Stream(seed, 1);
            Layout layout = layout(random);
            Shape target = factors(random, Math.toIntExact(layout.shape().count()));
            Optional<Layout> reshaped = layout.reshape(target);
            String what = layout + " to " + target;
            if (reshaped.isPresent()) {
                assertEquals(target, reshaped.get().shape(), what);
                assertArrayEquals(places(layout), places(reshaped.get()), what);
                strided += layout.isContiguous() ? 0 : 1;
            } else {
                assertFalse(hasStrides(places(layout), target), what);
                impossible++;
            }
        }
        assertTrue(impossible > 100 && strided > 100, impossible + " and " + strided);
    }

    @Test
    void contiguousMeansPlacesInOrder() {
        for (int seed = 0; seed < LAYOUTS; seed++) {
            Layout layout = layout(new Philox.Stream(seed, 2));
            long[] places = places(layout);
            boolean inOrder = true;
            for (int i = 0; i < places.length; i++) {
                inOrder &= places[i] == layout.offset() + i;
            }
            assertEquals(inOrder, layout.isContiguous(), layout.toString());
        }
    }

    /** A tensor permuted, sliced and expanded at random. */
    private static Layout layout(Philox.Stream random) {
        Layout layout = Layout.contiguous(factors(random, 1 + random.below(72)), random.below(5));
        for (int i = 0; i < 3 && layout.shape().rank() > 0; i++) {
            int axis = random.below(layout.shape().rank());
            int size = layout.shape().size(axis);
            int choice = random.below(4);
            if (choice == 0 && layout.shape().rank() > 1) {
                int[] order = new int[layout.shape().rank()];
                for (int k = 0; k < order.length; k++) {
                    order[k] = (k + axis) % order.length;
                }
                layout = layout.permute(order);
            } else if (choice == 1) {
                int start = random.below(size);
                layout = layout.slice(axis, start, 1 + random.below(size - start));
            } else if (choice == 2 && size == 1) {
                layout = layout.expand(layout.shape().with(axis, 1 + random.below(3)));
            }
        }
        return layout;
    }

    private static Shape factors(Philox.Stream random, int count) {
        List<Integer> sizes = new ArrayList<>();
        int left = count;
        for (int divisor = 2; divisor <= left; divisor++) {
            while (left % divisor == 0) {
                sizes.add(random.below(sizes.size() + 1), divisor);
                left /= divisor;
            }
        }
        for (int i = random.below(3); i > 0; i--) {
            sizes.add(random.below(sizes.size() + 1), 1);
        }
        for (int i = random.below(3); i > 0 && sizes.size() > 1; i--) {
            int at = random.below(sizes.size() - 1);
            sizes.set(at, sizes.get(at) * sizes.remove(/* index */ at + 1));
        }
        return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static long[] places(Layout layout) {
        long[] places = new long[Math.toIntExact(layout.shape().count())];
        for (int i = 0; i < places.length; i++) {
            places[i] = layout.offset();
            int left = i;
            for (int axis = layout.shape().rank() - 1; axis >= 0; axis--) {
                places[i] += left % layout.shape().size(axis) * layout.stride(axis);
                left /= layout.shape().size(axis);
            }
        }
        return places;
    }

    /** Whether any strides put a tensor of this shape at these places. */
    private static boolean hasStrides(long[] places, Shape shape) {
        long[] strides = new long[shape.rank()];
        int step = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = shape.size(axis) > 1 ? places[step] - places[0] : 0;
            step *= shape.size(axis);
        }
        for (int i = 0; i < places.length; i++) {
            long place = places[0];
            int left = i;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                place += left % shape.size(axis) * strides[axis];
                left /= shape.size(axis);
            }
            if (place != places[i]) {
                return false;
            }
        }
        return true;
    }

    @Test
    void shapesCountBroadcastAndCompare() {
        Shape shape = Shape.of(2, 3, 4);
        assertEquals(24, shape.count());
        assertEquals(1, Shape.of().count());
        assertEquals(0, Shape.of(3, 0).count());
        assertEquals(4, shape.size(-1));
        assertEquals(Shape.of(2, 7, 4), shape.with(-2, 7));
        assertEquals(Shape.of(3, 4), shape.axes(1, 3));
        assertEquals(Shape.of(2, 3, 4, 5), shape.append(5));
        assertEquals(Shape.of(2, 3, 4), Shape.broadcast(Shape.of(2, 1, 4), Shape.of(3, 1)));
        assertEquals(Shape.of(0), Shape.broadcast(Shape.of(0), Shape.of(1)));
        assertEquals("[2, 3, 4]", shape.toString());
    }

    @Test
    void badShapesAndLayoutsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
        assertThrows(ArithmeticException.class, () -> Shape.of(1 << 30, 1 << 30, 1 << 30));
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2).size(1));
        assertThrows(IllegalArgumentException.class, () -> Shape.broadcast(Shape.of(2), Shape.of(3)));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(Shape.of(2), new long[] {1, 1}, 0));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(Shape.of(2), new long[] {1}, -1));
    }

    @Test
    void sizesGivenAreCopied() {
        int[] sizes = {2, 3};
        Shape shape = Shape.of(sizes);
        sizes[0] = 9;
        Arrays.fill(shape.sizes(), 9);
        assertEquals(Shape.of(2, 3), shape);
    }
}
