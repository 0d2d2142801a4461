package io.spmtrack.model.image;

/**
 * An axis-aligned box by its corners in continuous pixel coordinates. Ground truth files contain empty, inverted and
 * not-a-number boxes, so any four numbers make a box; {@link #valid()} tells the usable ones.
 *
 * @param x1 left
 * @param y1 top
 * @param x2 right
 * @param y2 bottom
 */
public record Box(double x1, double y1, double x2, double y2) {

    /** The box of a frame without annotation. */
    public static final Box NONE = new Box(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final double IOU_FLOOR = 1e-6;
    private static final double GIOU_FLOOR = 1e-7;

    /** A box from its top-left corner and its size, as annotation files write it. */
    public static Box xywh(double x, double y, double width, double height) {
        return new Box(x, y, x + width, y + height);
    }

    /** A box from its centre and its size. */
    public static Box centered(double centerX, double centerY, double width, double height) {
        double halfWidth = width / 2;
        double halfHeight = height / 2;
        return new Box(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight);
    }

    public double width() {
        return x2 - x1;
    }

    public double height() {
        return y2 - y1;
    }

    public double centerX() {
        return (x1 + x2) / 2;
    }

    public double centerY() {
        return (y1 + y2) / 2;
    }

    /** Width times height, 0 when either is not positive. */
    public double area() {
        return Math.max(0, width()) * Math.max(0, height());
    }

    public boolean finite() {
        return Double.isFinite(x1) && Double.isFinite(y1) && Double.isFinite(x2) && Double.isFinite(y2);
    }

    /** Whether all corners are finite and both sides are positive. */
    public boolean valid() {
        return finite() && x1 < x2 && y1 < y2;
    }

    /** Whether both boxes share a region of positive area. */
    public boolean overlaps(Box other) {
        return intersection(other) > 0;
    }

    /** Area of the common region in square pixels; 0 when there is none, NaN when a corner is NaN. */
    public double intersection(Box other) {
        double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
        double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
        return Math.max(0, width) * Math.max(0, height);
    }

    /**
     * Intersection over union in [0, 1], 0 for two empty boxes (the union is at least 1e-6), NaN when a corner is NaN.
     */
    public double iou(Box other) {
        double common = intersection(other);
        return common / Math.max(area() + other.area() - common, IOU_FLOOR);
    }

    /**
     * Generalised intersection over union in [-1, 1] (Rezatofighi et al. 2019, {@code docs/spec/training.md §2}): IoU
     * less the share of the enclosing box that neither box covers.
     */
    public double giou(Box other) {
        double common = intersection(other);
        double union = area() + other.area() - common;
        double hull =
                (Math.max(x2, other.x2) - Math.min(x1, other.x1)) * (Math.max(y2, other.y2) - Math.min(y1, other.y1));
        return common / Math.max(union, GIOU_FLOOR) - (hull - union) / Math.max(hull, GIOU_FLOOR);
    }

    /** Each corner moved into [0, width] x [0, height]; a box outside of the image becomes empty. */
    public Box clip(double width, double height) {
        return new Box(
                Math.clamp(x1, 0, width),
                Math.clamp(y1, 0, height),
                Math.clamp(x2, 0, width),
                Math.clamp(y2, 0, height));
    }

    /** The box with corners {@code x·scaleX + shiftX, y·scaleY + shiftY}. */
    public Box mapped(double scaleX, double scaleY, double shiftX, double shiftY) {
        return new Box(x1 * scaleX + shiftX, y1 * scaleY + shiftY, x2 * scaleX + shiftX, y2 * scaleY + shiftY);
    }

    /** The box with both sides enlarged around the centre, independently, to at least {@code size} pixels. */
    public Box atLeast(double size) {
        if (width() >= size && height() >= size) {
            return this;
        }
        return centered(centerX(), centerY(), Math.max(width(), size), Math.max(height(), size));
    }

    /** The mirror image in a frame of the given width. */
    public Box flipped(double frameWidth) {
        return new Box(frameWidth - x2, y1, frameWidth - x1, y2);
    }
}
