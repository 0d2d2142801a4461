package io.spmtrack.eval.synthetic;

import java.util.Arrays;

/**
 * A square of packed RGB texels being painted. The origin is in the middle, a texel is {@code unit} wide, and a canvas
 * that wraps continues at the opposite edge.
 */
final class Canvas {

    final int size;
    final int[] colours;
    private final double unit;
    private final boolean wraps;

    Canvas(int size, double unit, boolean wraps) {
        this.size = size;
        this.unit = unit;
        this.wraps = wraps;
        this.colours = new int[size * size];
    }

    /**
     * What a shape is filled with: a palette read at a level that a field and a slope move.
     *
     * @param level middle of the ramp that is used, 0..255
     * @param amount how far the field moves it, in levels
     * @param slopeX change of level per unit of canvas
     */
    record Paint(Palette palette, Field field, double level, double amount, double slopeX, double slopeY) {

        static Paint flat(Palette palette, Field field, double level) {
            return new Paint(palette, field, level, 25, 0, 0);
        }
    }

    /** Covers everything. */
    void fill(Paint paint) {
        double half = size * unit / 2;
        float[] inside = new float[size];
        Arrays.fill(inside, (float) -unit);
        for (int y = 0; y < size; y++) {
            double level = paint.level + paint.slopeY * ((y + 0.5) * unit - half) - paint.slopeX * half;
            cover(paint, y, 0, size, (float) level, inside, 256);
        }
    }

    /** Covers a shape, with edges one texel soft; {@code opacity} in [0, 1]. */
    void stamp(Silhouette outline, Paint paint, double opacity) {
        double half = size * unit / 2;
        int fromX = texel(outline.centerX() - outline.reachX() + half) - 1;
        int fromY = texel(outline.centerY() - outline.reachY() + half) - 1;
        int toX = texel(outline.centerX() + outline.reachX() + half) + 2;
        int toY = texel(outline.centerY() + outline.reachY() + half) + 2;
        if (!wraps) {
            fromX = Math.max(fromX, 0);
            fromY = Math.max(fromY, 0);
            toX = Math.min(toX, size);
            toY = Math.min(toY, size);
        }
        int count = toX - fromX;
        float[] distances = new float[Math.max(0, count)];
        double left = (fromX + 0.5) * unit - half;
        for (int y = fromY; y < toY; y++) {
            double v = (y + 0.5) * unit - half;
            outline.row((float) left, (float) v, (float) unit, distances, count);
            double level =
                    paint.level + paint.slopeY * (v - outline.centerY()) + paint.slopeX * (left - outline.centerX());
            cover(paint, y, fromX, count, (float) level, distances, (float) (256 * opacity));
        }
    }

    private int texel(double distance) {
        return (int) Math.floor(distance / unit);
    }

    /** Paints one row from its distances to the outline; {@code level} is the paint's at the row's beginning. */
    private void cover(Paint paint, int y, int fromX, int count, float level, float[] distances, float opacity) {
        float[] field = paint.field.values();
        int fieldMask = paint.field.size() - 1;
        int fieldRow = (y & fieldMask) * paint.field.size();
        int row = (y & size - 1) * size;
        int[] ramp = paint.palette.ramp();
        float amount = (float) paint.amount;
        float base = level - amount / 2;
        float slope = (float) (paint.slopeX * unit);
        float sharpness = (float) (1 / unit);
        for (int i = 0; i < count; i++) {
            float cover = 0.5f - distances[i] * sharpness;
            if (cover > 0) {
                int x = fromX + i;
                int index = (int) (base + amount * field[fieldRow + (x & fieldMask)] + slope * i);
                int colour = ramp[Math.max(0, Math.min(255, index))];
                int at = row + (x & size - 1);
                int weight = (int) (opacity * Math.min(cover, 1));
                colours[at] = weight >= 256 ? colour : blend(colours[at], colour, weight);
            }
        }
    }

    /** Multiplies each texel's light by {@code 1 + slopeX·x + slopeY·y - rim·(x² + y²)}: a hint of volume. */
    void shade(double slopeX, double slopeY, double rim) {
        double half = size * unit / 2;
        for (int y = 0, at = 0; y < size; y++) {
            double v = (y + 0.5) * unit - half;
            for (int x = 0; x < size; x++, at++) {
                double u = (x + 0.5) * unit - half;
                double light = 1 + slopeX * u + slopeY * v - rim * (u * u + v * v);
                colours[at] = lit(colours[at], (int) (256 * Math.max(0.2, light)));
            }
        }
    }

    /** {@code under} covered by {@code over}, weight 0..256. */
    static int blend(int under, int over, int weight) {
        int rest = 256 - weight;
        int redBlue = ((under & 0xff00ff) * rest + (over & 0xff00ff) * weight) >>> 8 & 0xff00ff;
        int green = ((under & 0xff00) * rest + (over & 0xff00) * weight) >>> 8 & 0xff00;
        return redBlue | green;
    }

    private static int lit(int colour, int gain) {
        int red = Math.min(255, (colour >> 16 & 0xff) * gain >> 8);
        int green = Math.min(255, (colour >> 8 & 0xff) * gain >> 8);
        int blue = Math.min(255, (colour & 0xff) * gain >> 8);
        return red << 16 | green << 8 | blue;
    }
}
