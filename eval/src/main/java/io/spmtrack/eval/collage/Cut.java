package io.spmtrack.eval.collage;

import io.spmtrack.model.image.Box;
import java.util.Arrays;

/**
 * The part of a picture that is pasted.
 *
 * @param x left edge in the picture
 * @param y top edge in the picture
 * @param width in pixels of the picture
 * @param height in pixels of the picture
 * @param shape what of it is seen
 */
record Cut(double x, double y, double width, double height, Shape shape) {

    /** What of the rectangle is seen: all, the ellipse in it, or what is opaque in the picture. */
    enum Shape {
        RECTANGLE,
        ELLIPSE,
        OPACITY
    }

    private static final int POINTS = 24;
    private static final int SEEN = 128;
    private static final double FEATHER = 2.5;

    static Cut of(Box box, Shape shape) {
        return new Cut(box.x1(), box.y1(), box.width(), box.height(), shape);
    }

    double centerX() {
        return x + width / 2;
    }

    double centerY() {
        return y + height / 2;
    }

    double side() {
        return (width + height) / 2;
    }

    /** Points whose hull is the hull of what is seen, as x and y in turn. */
    double[] outline(Texture texture) {
        return switch (shape) {
            case RECTANGLE -> new double[] {x, y, x + width, y, x + width, y + height, x, y + height};
            case ELLIPSE -> ellipse();
            case OPACITY -> opaque(texture.levels().getFirst());
        };
    }

    private double[] ellipse() {
        double[] points = new double[2 * POINTS];
        for (int i = 0; i < POINTS; i++) {
            double angle = 2 * StrictMath.PI * i / POINTS;
            points[2 * i] = centerX() + width / 2 * StrictMath.cos(angle);
            points[2 * i + 1] = centerY() + height / 2 * StrictMath.sin(angle);
        }
        return points;
    }

    /** Both ends of every row. */
    private static double[] opaque(Texture.Level level) {
        double[] points = new double[8 * level.height()];
        int count = 0;
        for (int row = 0; row < level.height(); row++) {
            int first = 0;
            while (first < level.width() && level.opacity(first, row) < SEEN) {
                first++;
            }
            int last = level.width();
            while (last > first && level.opacity(last - 1, row) < SEEN) {
                last--;
            }
            for (int corner = 0; corner < 4 && first < last; corner++) {
                points[count++] = corner % 2 == 0 ? first : last;
                points[count++] = corner < 2 ? row : row + 1;
            }
        }
        return Arrays.copyOf(points, count);
    }

    /**
     * How much of a place in the picture is seen, 0 to 1, apart from the picture's own opacity.
     *
     * @param zoom from the picture to the frame
     */
    double coverage(double atX, double atY, double zoom) {
        return switch (shape) {
            case RECTANGLE, OPACITY -> {
                double inX = Math.min(atX - x, x + width - atX);
                double inY = Math.min(atY - y, y + height - atY);
                yield Math.clamp(Math.min(inX, inY) * zoom + 0.5, 0, 1);
            }
            case ELLIPSE -> {
                double fromX = (atX - centerX()) / (width / 2);
                double fromY = (atY - centerY()) / (height / 2);
                double inside = 1 - Math.sqrt(fromX * fromX + fromY * fromY);
                yield Math.clamp(inside * Math.min(width, height) / 2 * zoom / FEATHER + 0.5, 0, 1);
            }
        };
    }
}
