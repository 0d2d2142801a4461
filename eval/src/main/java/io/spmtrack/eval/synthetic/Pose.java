package io.spmtrack.eval.synthetic;

/**
 * Where a figure is in one frame and how it is deformed.
 *
 * @param x image column of the figure's origin, pixels
 * @param angle in-plane rotation, radians
 * @param radiusX pixels per figure unit along the figure's own first axis
 * @param radiusY the same along its second axis
 * @param bends eight coefficients of the polynomial deformation, see {@link Viewpoint}
 * @param stride phase of the swinging pieces in [-1, 1]
 * @param slide how far the texture is turned sideways under the outline, in piece units
 */
record Pose(
        double x, double y, double angle, double radiusX, double radiusY, double[] bends, double stride, double slide) {

    Pose moved(double dx, double dy) {
        return new Pose(x + dx, y + dy, angle, radiusX, radiusY, bends, stride, slide);
    }

    /** Side of the object in pixels: the geometric mean of its two diameters. */
    double side() {
        return 2 * Math.sqrt(radiusX * radiusY);
    }
}
