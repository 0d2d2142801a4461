package io.spmtrack.model.track.filter;

import io.spmtrack.model.image.Image;

/**
 * A square of an image, resampled to {@value #SIDE} pixels a side. Where it shrinks, whole pixels are averaged first, once for
 * all scales of a frame; what lies outside the image repeats its border.
 */
final class Patch {
    static final int SIDE = 4 * Fourier.N;
    /** Steps between two levels of brightness in averaged pixels. */
    private static final int FRACTIONS = 16;

    private final int[] rgb = new int[3 * SIDE * SIDE];
    // The image's part of interest, shrunk by a whole factor.
    private int[] shrunk = new int[0];
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
     * Prepares an image.
     *
     * @param side of the largest square that will be cut around this centre, in pixels
     */
    void prepare(Image image, double centerX, double centerY, double side) {
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

    /** Cuts a square out of the prepared image, bilinearly. */
    void cut(double centerX, double centerY, double side) {
        double step = side / SIDE;
        int[] columnOf = new int[SIDE];
        int[] shareOf = new int[SIDE];
        for (int i = 0; i < SIDE; i++) {
            double x = place(centerX - side / 2 + (i + 0.5) * step - left, columns);
            columnOf[i] = (int) x;
            shareOf[i] = (int) (256 * (x - (int) x));
        }
        for (int row = 0; row < SIDE; row++) {
            double y = place(centerY - side / 2 + (row + 0.5) * step - top, rows);
            int upper = 3 * (int) y * columns;
            int lower = 3 * Math.min((int) y + 1, rows - 1) * columns;
            line(row, upper, lower, (int) (256 * (y - (int) y)), columnOf, shareOf);
        }
    }

    /** Pixels of the image to a place between the centres of averaged ones. */
    private double place(double pixels, int count) {
        return Math.clamp(pixels / factor - 0.5, 0, count - 1);
    }

    private void line(int row, int upper, int lower, int down, int[] columnOf, int[] shareOf) {
        for (int i = 0; i < SIDE; i++) {
            int a = 3 * columnOf[i];
            int b = 3 * Math.min(columnOf[i] + 1, columns - 1);
            int right = shareOf[i];
            for (int channel = 0; channel < 3; channel++) {
                int above = shrunk[upper + a + channel] * (256 - right) + shrunk[upper + b + channel] * right;
                int below = shrunk[lower + a + channel] * (256 - right) + shrunk[lower + b + channel] * right;
                rgb[(channel * SIDE + row) * SIDE + i] = (above * (256 - down) + below * down) >> 20;
            }
        }
    }
}
