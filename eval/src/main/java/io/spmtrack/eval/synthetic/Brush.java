package io.spmtrack.eval.synthetic;

import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import java.util.Arrays;

/** Draws one view of a sprite over a frame, as the mean of several exposures when it moves fast. */
final class Brush {

    private static final int OPAQUE = 255;
    /** Places of red and green in a packed sum; four exposures of coverage times colour fit 20 bits. */
    private static final int RED = 40;

    private static final int GREEN = 20;
    private static final int SUM = (1 << GREEN) - 1;

    private final View view;
    private final int[] colours;
    private final byte[] covers;
    private final int size;
    private final double texels;
    private final int slide;

    /** @param slide shift of the colours under the outline, in piece units */
    Brush(View view, double slide) {
        this.view = view;
        int level = view.level();
        colours = view.sprite.colours[level];
        covers = view.sprite.covers[level];
        size = view.sprite.size >> level;
        texels = size / (2 * Sprite.SPAN);
        this.slide = (int) Math.rint(slide * texels * 256);
    }

    /**
     * One row of pixels while it is drawn: where they lie in the sprite, and sums over exposures of coverage, and of
     * colours times coverage.
     */
    @SuppressWarnings("ArrayRecordComponent") // scratch memory
    private record Row(double[] columns, double[] us, double[] vs, int[] cover, long[] light) {

        static Row of(int first, int count) {
            double[] columns = new double[count];
            for (int i = 0; i < count; i++) {
                columns[i] = first + i + 0.5;
            }
            return new Row(columns, new double[count], new double[count], new int[count], new long[count]);
        }

        void clear() {
            Arrays.fill(cover, 0);
            Arrays.fill(light, 0);
        }
    }

    /**
     * Draws over a part of a frame.
     *
     * @param frame packed colours of {@code window}, row by row
     * @param blurX movement while the shutter is open, pixels; the exposures are spread evenly over it
     */
    void paint(int[] frame, PixelRect window, double blurX, double blurY, int exposures) {
        Box box = view.box();
        double marginX = Math.abs(blurX) / 2 + 2;
        double marginY = Math.abs(blurY) / 2 + 2;
        int fromX = (int) Math.clamp(Math.floor(box.x1() - marginX), window.x1(), window.x2());
        int fromY = (int) Math.clamp(Math.floor(box.y1() - marginY), window.y1(), window.y2());
        int toX = (int) Math.clamp(Math.ceil(box.x2() + marginX), window.x1(), window.x2());
        int toY = (int) Math.clamp(Math.ceil(box.y2() + marginY), window.y1(), window.y2());
        if (fromX >= toX) {
            return;
        }
        Row row = Row.of(fromX, toX - fromX);
        for (int y = fromY; y < toY; y++) {
            row.clear();
            for (int i = 0; i < exposures; i++) {
                double moment = (i + 0.5) / exposures - 0.5;
                view.row(row.columns, moment * blurX, y + 0.5 - moment * blurY, texels, row.us, row.vs);
                expose(row);
            }
            blend(row, frame, (y - window.y1()) * window.width() + fromX - window.x1(), OPAQUE * exposures);
        }
    }

    private void expose(Row row) {
        int limit = size - 1 << 8;
        for (int i = 0; i < row.us.length; i++) {
            // Texel centres sit at half-integers.
            int u = (int) (row.us[i] * 256) - 128;
            int v = (int) (row.vs[i] * 256) - 128;
            if (u >= 0 && v >= 0 && u < limit && v < limit) {
                int cover = coverage(u, v);
                if (cover > 0) {
                    row.cover[i] += cover;
                    row.light[i] += cover * spread(colour(Math.clamp(u + slide, 0, limit - 1), v));
                }
            }
        }
    }

    private int coverage(int u, int v) {
        int at = (v >> 8) * size + (u >> 8);
        int right = u & 255;
        int down = v & 255;
        int upper = (covers[at] & 0xff) * (256 - right) + (covers[at + 1] & 0xff) * right;
        int lower = (covers[at + size] & 0xff) * (256 - right) + (covers[at + size + 1] & 0xff) * right;
        return upper * (256 - down) + lower * down + 32768 >> 16;
    }

    private int colour(int u, int v) {
        int at = (v >> 8) * size + (u >> 8);
        return Vista.mix(colours[at], colours[at + 1], colours[at + size], colours[at + size + 1], u & 255, v & 255);
    }

    /** Red, green and blue as numbers that can be summed. */
    private static long spread(int colour) {
        return (long) (colour >> 16 & 0xff) << RED | (long) (colour >> 8 & 0xff) << GREEN | colour & 0xff;
    }

    /** Lays the sums over the frame; {@code full} is the sum of coverage that hides what is under it. */
    private static void blend(Row row, int[] frame, int start, int full) {
        // A division: exact while quotient times the divisor stays below 2^32.
        long share = (1L << 32) / full + 1;
        for (int i = 0; i < row.cover.length; i++) {
            if (row.cover[i] > 0) {
                long sums = row.light[i] + (full - row.cover[i]) * spread(frame[start + i]);
                long red = (sums >>> RED) * share >>> 32;
                long green = (sums >>> GREEN & SUM) * share >>> 32;
                long blue = (sums & SUM) * share >>> 32;
                frame[start + i] = (int) (red << 16 | green << 8 | blue);
            }
        }
    }
}
