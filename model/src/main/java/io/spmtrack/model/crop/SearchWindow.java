package io.spmtrack.model.crop;

import io.spmtrack.model.image.Box;

/**
 * Where the tracker looks in the next frame ({@code docs/spec/inference.md §3}, steps 1 and 6): around the last box
 * that was good enough to follow.
 *
 * @param box that box, in image coordinates, with positive width and height
 */
public record SearchWindow(Box box) {

    /** Smaller sides are enlarged to this many pixels before the crop is computed. */
    public static final double MIN_OBJECT_SIZE = 10;

    public SearchWindow {
        if (!box.valid()) {
            throw new IllegalArgumentException("a search starts from a box of positive size, not " + box);
        }
    }

    /** The ideal map of the search crop. */
    public CropTransform transform(double areaFactor, int width, int height) {
        return CropTransform.ideal(box.atLeast(MIN_OBJECT_SIZE), areaFactor, width, height);
    }

    /** Follows {@code reported}, clipped to the image, if something of it is left; otherwise stays where it is. */
    public SearchWindow moved(Box reported, int imageWidth, int imageHeight) {
        if (!reported.finite()) {
            return this;
        }
        Box inside = reported.clip(imageWidth, imageHeight);
        return inside.valid() ? new SearchWindow(inside) : this;
    }
}
