package io.spmtrack.model.crop;

import io.spmtrack.model.image.Box;

/**
 * A rectangle of whole pixels or cells, {@code x1} and {@code y1} inclusive, {@code x2} and {@code y2} exclusive.
 */
public record PixelRect(int x1, int y1, int x2, int y2) {

    /** A box reaches a further pixel only if it covers more than this share of it. */
    private static final double ALMOST_ONE = 1 - 1e-4;

    /**
     * The pixels a box touches: {@code floor x1, floor y1, floor(x2 + 0.9999), floor(y2 + 0.9999)}
     * ({@code docs/spec/data.md §6.3}). NaN coordinates become 0.
     */
    public static PixelRect raster(Box box) {
        return new PixelRect(
                (int) Math.floor(box.x1()), (int) Math.floor(box.y1()), (int) Math.floor(box.x2() + ALMOST_ONE), (int)
                        Math.floor(box.y2() + ALMOST_ONE));
    }

    public int width() {
        return x2 - x1;
    }

    public int height() {
        return y2 - y1;
    }

    public boolean isEmpty() {
        return x1 >= x2 || y1 >= y2;
    }

    /** Each corner moved into [0, width] x [0, height]. */
    public PixelRect clip(int width, int height) {
        return new PixelRect(
                Math.clamp(x1, 0, width),
                Math.clamp(y1, 0, height),
                Math.clamp(x2, 0, width),
                Math.clamp(y2, 0, height));
    }

    /** The smallest rectangle that contains this one and another; an empty one adds nothing. */
    public PixelRect hull(PixelRect other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new PixelRect(
                Math.min(x1, other.x1), Math.min(y1, other.y1), Math.max(x2, other.x2), Math.max(y2, other.y2));
    }

    /** The same as a box. */
    public Box box() {
        return new Box(x1, y1, x2, y2);
    }
}
