package io.spmtrack.eval.collage;

/**
 * A map of the plane, {@code (xx·x + xy·y + x0, yx·x + yy·y + y0)}.
 *
 * @param xx share of x in x
 * @param xy share of y in x
 * @param x0 shift of x
 * @param yx share of x in y
 * @param yy share of y in y
 * @param y0 shift of y
 */
record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {

    /**
     * Takes the point {@code (fromX, fromY)} to {@code (toX, toY)}, stretched, sheared and turned around it.
     *
     * @param angle in radians
     * @param shear share of y that is added to x before turning
     */
    static Affine around(
            double fromX,
            double fromY,
            double toX,
            double toY,
            double scaleX,
            double scaleY,
            double shear,
            double angle) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double xx = cos * scaleX;
        double xy = (cos * shear - sin) * scaleY;
        double yx = sin * scaleX;
        double yy = (sin * shear + cos) * scaleY;
        return new Affine(xx, xy, toX - xx * fromX - xy * fromY, yx, yy, toY - yx * fromX - yy * fromY);
    }

    double x(double x, double y) {
        return xx * x + xy * y + x0;
    }

    double y(double x, double y) {
        return yx * x + yy * y + y0;
    }

    Affine inverse() {
        double det = xx * yy - xy * yx;
        return new Affine(
                yy / det, -xy / det, (xy * y0 - yy * x0) / det, -yx / det, xx / det, (yx * x0 - xx * y0) / det);
    }

    /** The first map with its results multiplied. */
    Affine scaled(double factor) {
        return new Affine(xx * factor, xy * factor, x0 * factor, yx * factor, yy * factor, y0 * factor);
    }

    /** How much longer lines become on average. */
    double zoom() {
        return Math.sqrt(Math.abs(xx * yy - xy * yx));
    }
}
