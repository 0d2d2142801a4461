package io.spmtrack.eval.collage;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.model.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoded picture to paint with, in full and in halved sizes, so that it can be drawn small without flicker.
 *
 * @param levels the picture, then halves of the level before
 */
record Texture(List<Level> levels) {

    private static final int LEAST_SIDE = 16;
    private static final double LEAST_DEVIATION =
            18; // of grey in 0..255, below it a part cannot be told from its surroundings

    /**
     * One size of it, four bytes a pixel: red, green, blue and opacity.
     *
     * @param width in pixels
     * @param height in pixels
     * @param rgba [height, width, 4]
     */
    @SuppressWarnings("ArrayRecordComponent") // pixels, never compared
    record Level(int width, int height, byte[] rgba) {

        Level half() {
            int w = width / 2;
            int h = height / 2;
            byte[] half = new byte[4 * w * h];
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    int from = 4 * (2 * y * width + 2 * x);
                    int to = 4 * (y * w + x);
                    average(from, half, to);
                }
            }
            return new Level(w, h, half);
        }

        /** Colours count by their opacity, so that what is unseen does not show at edges. */
        private void average(int from, byte[] half, int to) {
            int below = from + 4 * width;
            int a = rgba[from + 3] & 0xff;
            int b = rgba[from + 7] & 0xff;
            int c = rgba[below + 3] & 0xff;
            int d = rgba[below + 7] & 0xff;
            int sum = a + b + c + d;
            for (int i = 0; i < 3 && sum > 0; i++) {
                int colour = a * (rgba[from + i] & 0xff)
                        + b * (rgba[from + 4 + i] & 0xff)
                        + c * (rgba[below + i] & 0xff)
                        + d * (rgba[below + 4 + i] & 0xff);
                half[to + i] = (byte) (colour / sum);
            }
            half[to + 3] = (byte) ((sum + 2) / 4);
        }

        int opacity(int x, int y) {
            return rgba[4 * (y * width + x) + 3] & 0xff;
        }
    }

    Texture {
        levels = List.copyOf(levels);
    }

    /** Pictures larger than needed are halved first. */
    static Texture of(Level picture, int longest) {
        Level level = picture;
        while (Math.max(level.width(), level.height()) > longest) {
            level = level.half();
        }
        List<Level> levels = new ArrayList<>(List.of(level));
        while (Math.min(level.width(), level.height()) >= 2 * LEAST_SIDE) {
            level = level.half();
            levels.add(level);
        }
        return new Texture(levels);
    }

    static Level opaque(Image image) {
        byte[] rgb = image.rgb();
        byte[] rgba = new byte[rgb.length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = (byte) 255;
        }
        return new Level(image.width(), image.height(), rgba);
    }

    int width() {
        return levels.getFirst().width();
    }

    int height() {
        return levels.getFirst().height();
    }

    FrameSize size() {
        return new FrameSize(width(), height());
    }

    long bytes() {
        return levels.stream().mapToLong(level -> level.rgba().length).sum();
    }

    /** The number of the level to draw with, at a zoom from the full picture to the frame. */
    int level(double zoom) {
        int level = 0;
        for (double left = zoom; left < 0.6 && level < levels.size() - 1; left *= 2) {
            level++;
        }
        return level;
    }

    /** Whether a part of it has enough contrast to be followed. */
    boolean textured(int x, int y, int w, int h) {
        int grid = 8;
        double sum = 0;
        double squares = 0;
        Level full = levels.getFirst();
        for (int i = 0; i < grid * grid; i++) {
            int at = 4 * ((y + i / grid * h / grid) * full.width() + x + i % grid * w / grid);
            double grey =
                    ((full.rgba()[at] & 0xff) + 2 * (full.rgba()[at + 1] & 0xff) + (full.rgba()[at + 2] & 0xff)) / 4.0;
            sum += grey;
            squares += grey * grey;
        }
        double mean = sum / (grid * grid);
        return squares / (grid * grid) - mean * mean > LEAST_DEVIATION * LEAST_DEVIATION;
    }
}
