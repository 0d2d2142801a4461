package io.spmtrack.train.data;

/**
 * Which augmentations are drawn ({@code docs/spec/data.md §8}).
 *
 * @param flip probability of mirroring, for each image alone
 * @param brightness factors are uniform in 1 ± this; 0 leaves the brightness alone
 * @param contrast likewise
 * @param saturation likewise
 * @param choice whether one of grey, solarise and blur (DeiT III) is applied to all images of a sample
 * @param blurFrom smallest radius of the blur in pixels
 * @param blurTo largest radius of the blur in pixels
 * @param drift how wrong the boxes of all references but the first are, as those are that a tracker found itself: standard
 *     deviation of the logarithm of their size, and their largest displacement in sides; the published value is 0
 * @param part probability that only a part of the object is the target, so that the box and not the outline of the object
 *     has to be followed; the published value is 0
 * @param grey probability that all images of a sample lose their colour; the published value is 0, as {@code choice} has it
 * @param motionBlur probability of a blur along a line, for each image alone; the published value is 0
 * @param jpeg probability of the artefacts of JPEG, for each image alone; the published value is 0
 * @param lowResolution probability that an image is shrunk and enlarged again, for each image alone; the published value is 0
 */
public record AugmentSettings(
        double flip,
        double brightness,
        double contrast,
        double saturation,
        boolean choice,
        double blurFrom,
        double blurTo,
        double drift,
        double part,
        double grey,
        double motionBlur,
        double jpeg,
        double lowResolution) {

    /** The published values. */
    public static final AugmentSettings PUBLISHED = 
            new AugmentSettings(0.5, 0.4, 0.4, 0.4, true, 0.1, 2.0, 0, 0, 0, 0, 0, 0);

    /** Images stay as they are. */
    public static final AugmentSettings NONE = new AugmentSettings(0, 0, 0, 0, false, 0.1, 2.0, 0, 0, 0, 0, 0, 0);

    public AugmentSettings {
        share("flip", flip);
        share("brightness", brightness);
        share("contrast", contrast);
        share("saturation", saturation);
        share("drift", drift);
        share("part", part);
        share("grey", grey);
        share("motion_blur", motionBlur);
        share("jpeg", jpeg);
        share("low_resolution", lowResolution);
        if (!(blurFrom >= 0) || !(blurTo >= blurFrom) || blurTo > BoxBlur.MOST_RADIUS) {
            throw new IllegalArgumentException(
                    "augment: blur radii go from 0 to " + BoxBlur.MOST_RADIUS + ", not " + blurFrom + " to " + blurTo);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("augment: " + name + " is between 0 and 1, not " + value);
        }
    }
}
