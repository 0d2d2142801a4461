package io.spmtrack.model.track.filter;

import io.spmtrack.model.image.Image;

/**
 * A square of an image, resampled to {@value #SIDE} pixels a side. Where it shrinks, whole pixels are averaged first; what lies
 * outside the image repeats its border.
 */
final class Patch {
    static final int SIDE = 224;
    /** Steps between two levels of brightness in averaged pixels. */
    private static final int FRACTIONS = 16;

    private static final int SHARES = 256;

    private final int[] rgb = new int[3 * SIDE * SIDE];
    private final int[] columnOf = new int[SIDE];
    private final int[] shareOf = new int[SIDE];
    // The image's part of interest, shrunk by a whole factor, and one line between two of its lines.
    private int[] shrunk = new int[0];
    private int[] between = new int[0];
    private int factor = 1;
    private int left;
    private int top;
    private int columns;
    private int rows;

    /** Channel by channel, {@code [3, SIDE, SIDE]}, 0 … 255. */
    int[] rgb() {
        return rgb;
    }

    /**
     * Cuts a square out of an image, bilinearly.
     *
     * @param side in pixels of the image
     */
    void cut(Image image, double centerX, double centerY, double side) {
        shrink(image, centerX, centerY, side);
        double step = side / SIDE;
        for (int i = 0; i < SIDE; i++) {
            double x = place(centerX - side / 2 + (i + 0.5) * step - left, columns);
            columnOf[i] = 3 * (int) x;
            shareOf[i] = (int) (SHARES * (x - (int) x));
        }
        for (int row = 0; row < SIDE; row++) {
            double y = place(centerY - side / 2 + (row + 0.5) * step - top, rows);
            int upper = (int) y;
            mix(upper, Math.min(upper + 1, rows - 1), (int) (SHARES * (y - upper)));
            line(row * SIDE);
        }
    }

    /** Pixels of the image to a place between the centres of averaged ones. */
    private double place(double pixels, int count) {
        return Math.clamp(pixels / factor - 0.5, 0, count - 1);
    }

    private void shrink(Image image, double centerX, double centerY, double side) {
        factor = (int) Math.clamp(Math.floor(side / SIDE), 1, Math.min(image.width(), image.height()));
        double reach = side / 2 + 2 * factor;
        left = factor * (int) Math.clamp(Math.floor((centerX - reach) / factor), 0, image.width() / factor - 1);
        top = factor * (int) Math.clamp(Math.floor((centerY - reach) / factor), 0, image.height() / factor - 1);
        int right = (int) Math.clamp(Math.ceil(centerX + reach), left + 1, image.width());
        int bottom = (int) Math.clamp(Math.ceil(centerY + reach), top + 1, image.height());
        columns = Math.max(1, (right - left) / factor);
        rows = Math.max(1, (bottom - top) / factor);
        if (shrunk.length < 3 * columns * rows) {
            shrunk = new int[3 * columns * rows];
        }
        if (between.length < 3 * columns + 3) {
            between = new int[3 * columns + 3];
        }
        for (int y = 0; y < rows; y++) {
            if (factor == 1) {
                copy(image, y);
                continue;
            }
            for (int x = 0; x < columns; x++) {
                average(image, left + x * factor, top + y * factor, 3 * (y * columns + x));
            }
        }
    }

    private void copy(Image image, int row) {
        byte[] pixels = image.rgb();
        int from = 3 * ((top + row) * image.width() + left);
        int to = 3 * row * columns;
        for (int i = 0; i < 3 * columns; i++) {
            shrunk[to + i] = (pixels[from + i] & 255) * FRACTIONS;
        }
    }

    private void average(Image image, int fromX, int fromY, int to) {
        byte[] pixels = image.rgb();
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = fromY; y < fromY + factor; y++) {
            int at = 3 * (y * image.width() + fromX);
            for (int end = at + 3 * factor; at < end; at += 3) {
                red += pixels[at] & 255;
                green += pixels[at + 1] & 255;
                blue += pixels[at + 2] & 255;
            }
        }
        int count = factor * factor;
        shrunk[to] = red * FRACTIONS / count;
        shrunk[to + 1] = green * FRACTIONS / count;
        shrunk[to + 2] = blue * FRACTIONS / count;
    }

    /** Lays a line between two; its last pixel has itself as its neighbour. */
    private void mix(int upper, int lower, int down) {
        int[] from = shrunk;
        int[] to = between;
        int length = 3 * columns;
        int above = upper * length;
        int below = lower * length;
        for (int i = 0; i < length; i++) {
            to[i] = from[above + i] * (SHARES - down) + from[below + i] * down;
        }
        System.arraycopy(to, length - 3, to, length, 3);
    }

    private void line(int to) {
        int size = SIDE * SIDE;
        for (int i = 0; i < SIDE; i++) {
            int at = columnOf[i];
            int right = shareOf[i];
            int left = SHARES - right;
            rgb[to + i] = (between[at] * left + between[at + 3] * right) >> 20;
            rgb[to + size + i] = (between[at + 1] * left + between[at + 4] * right) >> 20;
            rgb[to + 2 * size + i] = (between[at + 2] * left + between[at + 5] * right) >> 20;
        }
    }
}
