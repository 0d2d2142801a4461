package io.spmtrack.model.crop;

import io.spmtrack.model.image.Box;

/**
 * The map from image to crop coordinates, {@code crop = image · scale + shift} for each axis
 * ({@code docs/spec/data.md §6}). The ideal map of a box holds doubles; the map that {@link Crop} returns is adjusted
 * to whole pixels and holds values of float precision, NaN on an axis along which the crop misses the image.
 */
public record CropTransform(double scaleX, double scaleY, double shiftX, double shiftY) {

    /**
     * Centres a box in the crop so that the box, extended on all sides in proportion to its mean side, fills it.
     *
     * @param box the object in image coordinates, with positive width and height
     * @param areaFactor 2 for references, 5 for search crops
     * @param width width of the crop in pixels
     * @param height height of the crop in pixels
     * @throws IllegalArgumentException if the box is not {@link Box#valid() valid}
     */
    public static CropTransform ideal(Box box, double areaFactor, int width, int height) {
        double scale = scale(box, areaFactor, width, height);
        return new CropTransform(
                scale, scale, width / 2.0 - box.centerX() * scale, height / 2.0 - box.centerY() * scale);
    }

    /** {@link #ideal(Box, double, int, int)} for a square crop. */
    public static CropTransform ideal(Box box, double areaFactor, int size) {
        return ideal(box, areaFactor, size, size);
    }

    static double scale(Box box, double areaFactor, int width, int height) {
        if (!box.valid()) {
            throw new IllegalArgumentException("a crop needs a box with finite corners and positive size, not " + box);
        }
        double margin = (areaFactor - 1) * ((box.width() + box.height()) * 0.5);
        double area = (box.width() + margin) * (box.height() + margin);
        return Math.sqrt((double) width * height / area);
    }

    /** A box of the image in crop coordinates. */
    public Box toCrop(Box box) {
        return box.mapped(scaleX, scaleY, shiftX, shiftY);
    }

    /** A box of the crop in image coordinates. */
    public Box toImage(Box box) {
        return box.mapped(1 / scaleX, 1 / scaleY, -shiftX / scaleX, -shiftY / scaleY);
    }

    /** The part of the crop that shows the image, possibly empty. */
    PixelRect destination(int imageWidth, int imageHeight, int width, int height) {
        return PixelRect.raster(toCrop(new Box(0, 0, imageWidth, imageHeight)).clip(width, height));
    }

    /** The pixels of the image that fill {@code destination}. */
    PixelRect source(PixelRect destination, int imageWidth, int imageHeight) {
        return PixelRect.raster(toImage(destination.box())).clip(imageWidth, imageHeight);
    }

    /** The map that takes {@code source} exactly to {@code destination}, in float arithmetic. */
    static CropTransform adjusted(PixelRect source, PixelRect destination) {
        float scaleX = (float) destination.width() / source.width();
        float scaleY = (float) destination.height() / source.height();
        float shiftX = destination.x1() - source.x1() * scaleX;
        float shiftY = destination.y1() - source.y1() * scaleY;
        return new CropTransform(scaleX, scaleY, shiftX, shiftY);
    }
}
