package io.spmtrack.eval.synthetic;

import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Draws one view of a sprite over a frame, as the mean of several exposures when it moves fast. */
final class Brush {

    /** Two neighbouring bytes, the left one lower. */
    private static final VarHandle PAIR = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int OPAQUE = 255;
    /** Places of red and green in a packed sum; four exposures of coverage times colour fit 20 bits. */
    private static final int RED = 40;

    private static final int GREEN = 20;
    private static final int SUM = (1 << GREEN) - 1;

    private final Viewpoint view;
    private final int[] colours;
    private final byte[] covers;
    private final int size;
    private final double texels;
    private final int slide;

    /** @param slide shift of the colours under the outline, in piece units */
    Brush(Viewpoint view, double slide) {
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
            int start = (y - window.y1()) * window.width() + fromX - window.x1();
            if (exposures == 1) {
                view.row(row.columns, 0, y + 0.5, texels, row.us, row.vs);
                lay(row, frame, start);
                continue;
            }
            row.clear();
            for (int i = 0; i < exposures; i++) {
                double moment = (i + 0.5) / exposures - 0.5;
                view.row(row.columns, moment * blurX, y + 0.5 - moment * blurY, texels, row.us, row.vs);
                expose(row);
            }
            blend(row, frame, start, OPAQUE * exposures);
        }
    }

    /** Draws a row that has one exposure. */
    private void lay(Row row, int[] frame, int start) {
        int limit = size - 1 << 8;
        for (int i = 0; i < row.us.length; i++) {
            int u = texel(row.us[i]);
            int v = texel(row.vs[i]);
            if (u >= 0 && v >= 0 && u < limit && v < limit) {
                int cover = coverage(u, v);
                if (cover > 0) {
                    int colour = colour(Math.clamp(u + slide, 0, limit - 1), v);
                    frame[start + i] = cover == OPAQUE ? colour : over(colour, cover, frame[start + i]);
                }
            }
        }
    }

    private static int over(int colour, int cover, int under) {
        long sums = cover * spread(colour) + (OPAQUE - cover) * spread(under);
        return divided(sums, (1L << 32) / OPAQUE + 1);
    }

    private void expose(Row row) {
        int limit = size - 1 << 8;
        for (int i = 0; i < row.us.length; i++) {
            int u = texel(row.us[i]);
            int v = texel(row.vs[i]);
            if (u >= 0 && v >= 0 && u < limit && v < limit) {
                int cover = coverage(u, v);
                if (cover > 0) {
                    row.cover[i] += cover;
                    row.light[i] += cover * spread(colour(Math.clamp(u + slide, 0, limit - 1), v));
                }
            }
        }
    }

    /** Texel centres sit at half-integers; 8 bits of fraction. */
    private static int texel(double position) {
        return (int) (position * 256) - 128;
    }

    private int coverage(int u, int v) {
        int at = (v >> 8) * size + (u >> 8);
        int pair = (short) PAIR.get(covers, at);
        int below = (short) PAIR.get(covers, at + size);
        if (pair == below && (pair == 0 || pair == -1)) {
            return pair & OPAQUE;
        }
        int right = u & 255;
        int down = v & 255;
        int upper = (pair & 0xff) * (256 - right) + (pair >> 8 & 0xff) * right;
        int lower = (below & 0xff) * (256 - right) + (below >> 8 & 0xff) * right;
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
                frame[start + i] = divided(sums, share);
            }
        }
    }

    /** Each of the sums times {@code share / 2^32}, packed. */
    private static int divided(long sums, long share) {
        long red = (sums >>> RED) * share >>> 32;
        long green = (sums >>> GREEN & SUM) * share >>> 32;
        long blue = (sums & SUM) * share >>> 32;
        return (int) (red << 16 | green << 8 | blue);
    }
}
