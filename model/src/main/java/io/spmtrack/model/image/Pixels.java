package io.spmtrack.model.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/**
 * Takes stored samples out of a {@link BufferedImage} without the colour management of {@code getRGB}, which would
 * lighten grey pictures and apply embedded profiles.
 */
final class Pixels {

    private Pixels() {}

    /** The picture's samples as [height, width, 3]; 16-bit samples keep their high byte, transparency is dropped. */
    static byte[] rgb(BufferedImage picture) {
        byte[] rgb = new byte[Math.toIntExact(3L * picture.getWidth() * picture.getHeight())];
        if (picture.getColorModel() instanceof ComponentColorModel components) {
            copySamples(picture.getRaster(), components, rgb);
        } else {
            copyColors(picture, rgb);
        }
        return rgb;
    }

    /** One or two bands are grey (with transparency), three or four are red, green, blue (with transparency). */
    private static void copySamples(Raster raster, ColorModel colors, byte[] rgb) {
        int bands = raster.getNumBands();
        int shift = Math.max(0, colors.getComponentSize(0) - 8);
        int green = bands >= 3 ? 1 : 0;
        int blue = bands >= 3 ? 2 : 0;
        int[] row = new int[raster.getWidth() * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int from = 0; from < row.length; from += bands) {
                rgb[to++] = (byte) (row[from] >> shift);
                rgb[to++] = (byte) (row[from + green] >> shift);
                rgb[to++] = (byte) (row[from + blue] >> shift);
            }
        }
    }

    /** Palette and packed pictures: their colours are sRGB by definition. */
    private static void copyColors(BufferedImage picture, byte[] rgb) {
        int[] row = new int[picture.getWidth()];
        int to = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int color : row) {
                rgb[to++] = (byte) (color >> 16);
                rgb[to++] = (byte) (color >> 8);
                rgb[to++] = (byte) color;
            }
        }
    }
}
