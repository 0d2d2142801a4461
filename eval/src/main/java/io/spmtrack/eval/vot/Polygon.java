package io.spmtrack.eval.vot;

import java.util.Arrays;
import java.util.BitSet;

/** Corners one after the other, x and y in turn; pixels between the crossings of each row, both ends included. */
record Polygon(float[] corners) implements Region {
    Polygon {
        corners = corners.clone();
    }

    private int count() {
        return corners.length / 2;
    }

    private double x(int corner) {
        return Math.rint(corners[2 * corner]);
    }

    private double y(int corner) {
        return Math.rint(corners[2 * corner + 1]);
    }

    @Override
    public Extent extent() {
        double left = x(0);
        double top = y(0);
        double right = left;
        double bottom = top;
        for (int i = 1; i < count(); i++) {
            left = Math.min(left, x(i));
            top = Math.min(top, y(i));
            right = Math.max(right, x(i));
            bottom = Math.max(bottom, y(i));
        }
        return Extent.of(left, top, right, bottom);
    }

    /** Corners that are no area still are a region. */
    @Override
    public boolean empty() {
        return false;
    }

    @Override
    public BitSet paint(Extent raster) {
        BitSet pixels = new BitSet();
        long[] crossings = new long[count()];
        for (int row = 0; row < raster.height(); row++) {
            int found = cross(raster, row, crossings);
            Arrays.sort(crossings, 0, found);
            fill(pixels, row * raster.width(), raster.width(), crossings, found);
        }
        return pixels;
    }

    /** Where the edges meet a row, in columns of the raster, cut towards 0. */
    private int cross(Extent raster, int row, long[] crossings) {
        int found = 0;
        for (int i = 0, before = count() - 1; i < count(); before = i++) {
            double y = y(i) - raster.top();
            double rise = y(before) - raster.top() - y;
            boolean meets = rise == 0 ? y == row : Math.min(y, y + rise) <= row && row <= Math.max(y, y + rise);
            if (meets) {
                double x = x(i) - raster.left();
                double run = x(before) - raster.left() - x;
                crossings[found++] = (long) (rise == 0 ? x : x + (row - y) / rise * run);
            }
        }
        return found;
    }

    /** Pairs of crossings bound pixels; of two equal ones, a corner, the second counts, except at the end. */
    private static void fill(BitSet pixels, int at, int width, long[] crossings, int found) {
        int i = 0;
        while (i < found - 1 && crossings[i] < width) {
            if (crossings[i] == crossings[i + 1] && i < found - 2) {
                i++;
                continue;
            }
            if (crossings[i + 1] >= 0) {
                int first = (int) Math.max(0, crossings[i]);
                int last = (int) Math.min(width - 1, crossings[i + 1]);
                pixels.set(at + first, at + last + 1);
            }
            i += 2;
        }
    }
}
