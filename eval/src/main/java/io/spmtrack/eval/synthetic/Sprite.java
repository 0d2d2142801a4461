package io.spmtrack.eval.synthetic;

import java.util.Arrays;

/**
 * A painted piece of an object: colours, coverage and its outline, in piece coordinates where the piece fills about
 * [-1, 1] in both directions and the sprite reaches to {@link #SPAN}. Coarser levels of half the size each serve
 * small pictures without aliasing. Colours continue beyond the coverage, so no fringe shows at the edge.
 */
final class Sprite {

    /** Piece coordinate of the sprite's edge. */
    static final double SPAN = 4.0 / 3;

    private static final int LEVELS = 3;
    private static final int BINS = 96;
    private static final int HALF_COVERED = 128;

    final int size;
    final int[][] colours = new int[LEVELS][];
    final byte[][] covers = new byte[LEVELS][];
    /** Points (u, v) on the edge, where coverage is one half: the farthest in each of 96 directions. */
    final double[] contour;
    /** Points (u, v) spread evenly over the inside. */
    final double[] inside;

    /** Cuts the outline (in piece coordinates) out of a canvas of unit {@code unit(size)}. */
    Sprite(Canvas canvas, Silhouette outline) {
        size = canvas.size;
        colours[0] = canvas.colours;
        covers[0] = cover(outline, size);
        for (int level = 1; level < LEVELS; level++) {
            int side = size >> level;
            colours[level] = halvedColours(colours[level - 1], side);
            covers[level] = halvedCovers(covers[level - 1], side);
        }
        contour = contour();
        inside = inside();
    }

    /**
     * The same outline, painted anew.
     *
     * @param finest colours of the finest level
     * @param opaque false: nothing of it is seen
     */
    Sprite(Sprite outline, int[] finest, boolean opaque) {
        size = outline.size;
        contour = outline.contour;
        inside = outline.inside;
        colours[0] = finest;
        for (int level = 0; level < LEVELS; level++) {
            int side = size >> level;
            covers[level] = opaque ? outline.covers[level] : new byte[side * side];
            if (level > 0) {
                colours[level] = halvedColours(colours[level - 1], side);
            }
        }
    }

    /** Piece units per texel of a sprite of the given size. */
    static double unit(int size) {
        return 2 * SPAN / size;
    }

    /** Coverage 0..255 at a point, from the finest level, without interpolation. */
    int cover(double u, double v) {
        int x = (int) Math.floor((u + SPAN) / unit(size));
        int y = (int) Math.floor((v + SPAN) / unit(size));
        return x < 0 || y < 0 || x >= size || y >= size ? 0 : covers[0][y * size + x] & 0xff;
    }

    private static byte[] cover(Silhouette outline, int size) {
        byte[] cover = new byte[size * size];
        float[] distances = new float[size];
        float unit = (float) unit(size);
        float slope = 255 / (1.5f * unit);
        // The outermost texels stay empty so that interpolation never meets the sprite's edge.
        for (int y = 2; y < size - 2; y++) {
            outline.row((float) (0.5 * unit - SPAN), (float) ((y + 0.5) * unit - SPAN), unit, distances, size);
            for (int x = 2; x < size - 2; x++) {
                cover[y * size + x] = (byte) Math.max(0, Math.min(255, (int) (128 - distances[x] * slope)));
            }
        }
        return cover;
    }

    private static int[] halvedColours(int[] fine, int side) {
        int[] coarse = new int[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int at = 4 * y * side + 2 * x;
                int a = fine[at];
                int b = fine[at + 1];
                int c = fine[at + 2 * side];
                int d = fine[at + 2 * side + 1];
                int redBlue = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff);
                int green = (a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00);
                coarse[y * side + x] = redBlue >>> 2 & 0xff00ff | green >>> 2 & 0xff00;
            }
        }
        return coarse;
    }

    private static byte[] halvedCovers(byte[] fine, int side) {
        byte[] coarse = new byte[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int at = 4 * y * side + 2 * x;
                int sum = (fine[at] & 0xff)
                        + (fine[at + 1] & 0xff)
                        + (fine[at + 2 * side] & 0xff)
                        + (fine[at + 2 * side + 1] & 0xff);
                coarse[y * side + x] = (byte) (sum + 2 >> 2);
            }
        }
        return coarse;
    }

    private double[] contour() {
        double[] farthest = new double[BINS];
        double[] points = new double[2 * BINS];
        byte[] cover = covers[0];
        for (int y = 1; y < size - 1; y++) {
            for (int x = 1; x < size - 1; x++) {
                int here = cover[y * size + x] & 0xff;
                edge(here, cover[y * size + x + 1] & 0xff, x, y, 1, 0, farthest, points);
                edge(here, cover[(y + 1) * size + x] & 0xff, x, y, 0, 1, farthest, points);
            }
        }
        return kept(farthest, points);
    }

    /** Where coverage passes one half between two neighbouring texels, if it does. */
    private void edge(int here, int there, int x, int y, int stepX, int stepY, double[] farthest, double[] points) {
        if (here >= HALF_COVERED == there >= HALF_COVERED) {
            return;
        }
        double share = (HALF_COVERED - 0.5 - here) / (there - here);
        double u = (x + 0.5 + share * stepX) * unit(size) - SPAN;
        double v = (y + 0.5 + share * stepY) * unit(size) - SPAN;
        int bin = (int) ((StrictMath.atan2(v, u) / (2 * Math.PI) + 0.5) * (BINS - 1e-6));
        double distance = u * u + v * v;
        if (distance > farthest[bin]) {
            farthest[bin] = distance;
            points[2 * bin] = u;
            points[2 * bin + 1] = v;
        }
    }

    private static double[] kept(double[] farthest, double[] points) {
        double[] kept = new double[points.length];
        int count = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (farthest[bin] > 0) {
                kept[count++] = points[2 * bin];
                kept[count++] = points[2 * bin + 1];
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private double[] inside() {
        int step = size / 12;
        double[] points = new double[2 * 14 * 14];
        int count = 0;
        for (int y = step / 2; y < size; y += step) {
            for (int x = step / 2; x < size; x += step) {
                if ((covers[0][y * size + x] & 0xff) >= HALF_COVERED) {
                    points[count++] = (x + 0.5) * unit(size) - SPAN;
                    points[count++] = (y + 0.5) * unit(size) - SPAN;
                }
            }
        }
        return Arrays.copyOf(points, count);
    }
}
