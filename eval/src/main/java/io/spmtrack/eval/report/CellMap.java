package io.spmtrack.eval.report;

import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Values of cells as pictures, one pixel a cell, enlarged by the browser. */
final class CellMap {
    private static final int SIDE = 220;
    private static final int GAP = 1;
    private static final int FULL = 255;

    private CellMap() {}

    /** From black for 0 to white for 1. */
    static String grey(List<Float> values, int columns) {
        byte[] rgb = new byte[3 * values.size()];
        for (int i = 0; i < values.size(); i++) {
            Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) Math.round(FULL * Math.clamp(values.get(i), 0f, 1f)));
        }
        return svg(Image.of(columns, values.size() / columns, rgb), SIDE);
    }

    /** From black for the least value through red and yellow to white for the most. */
    static String glow(float[] values, int columns) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            paint(rgb, i, most > least ? (values[i] - least) / (most - least) : 0);
        }
        return svg(Image.of(columns, values.length / columns, rgb), SIDE);
    }

    /**
     * Many maps in one picture.
     *
     * @param maps rows of maps, each of the same number of square maps {@code [cells]} of the same size
     * @param most the value that is white; 0 is black
     */
    static String sheet(List<List<float[]>> maps, int columns, double most) {
        int step = columns + GAP;
        int width = maps.getFirst().size() * step - GAP;
        int height = maps.size() * step - GAP;
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) (FULL / 2));
        for (int row = 0; row < maps.size(); row++) {
            for (int column = 0; column < maps.get(row).size(); column++) {
                float[] map = maps.get(row).get(column);
                for (int cell = 0; cell < map.length; cell++) {
                    int y = row * step + cell / columns;
                    paint(rgb, y * width + column * step + cell % columns, map[cell] / most);
                }
            }
        }
        return svg(Image.of(width, height, rgb), width * 4);
    }

    private static void paint(byte[] rgb, int pixel, double value) {
        for (int channel = 0; channel < 3; channel++) {
            rgb[3 * pixel + channel] = (byte) Math.round(FULL * Math.clamp(3 * value - channel, 0.0, 1.0));
        }
    }

    private static String svg(Image image, int width) {
        int height = width * image.height() / image.width();
        String encoded = Base64.getEncoder().encodeToString(ImageWriter.encode(image, "png"));
        return "<svg class=\"frame\" viewBox=\"0 0 " + width + " " + height + "\"><image width=\"" + width
                + "\" height=\"" + height + "\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,"
                + encoded + "\"/></svg>";
    }
}
