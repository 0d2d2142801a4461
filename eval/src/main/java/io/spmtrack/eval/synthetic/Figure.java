package io.spmtrack.eval.synthetic;

import java.util.List;

/**
 * An object made of one to three pieces, drawn in order. Figure coordinates have equal units in both directions and
 * the figure fills about [-1, 1] of the longer one.
 *
 * @param steady whether such an object keeps about upright (a walker, a car) rather than turning freely
 */
record Figure(List<Limb> limbs, boolean steady) {

    Figure {
        limbs = List.copyOf(limbs);
    }

    /**
     * A piece and its joint: the piece's point (anchorX, anchorY) sits at (pivotX, pivotY) of the figure, and the piece
     * turns about it.
     *
     * @param radiusX figure units per piece unit
     * @param swing how far it turns to each side, in radians; negative swings against the others
     */
    record Limb(
            Sprite sprite,
            double pivotX,
            double pivotY,
            double anchorX,
            double anchorY,
            double radiusX,
            double radiusY,
            double rest,
            double swing) {

        /** A piece that is the middle of the figure and does not turn. */
        static Limb body(Sprite sprite, double radiusX, double radiusY) {
            return new Limb(sprite, 0, 0, 0, 0, radiusX, radiusY, 0, 0);
        }

        Limb with(Sprite other) {
            return new Limb(other, pivotX, pivotY, anchorX, anchorY, radiusX, radiusY, rest, swing);
        }
    }
}
