package io.spmtrack.train.data;

import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;

/**
 * Which augmentations are drawn ({@code docs/spec/data.md §8}).
 */
public record AugmentSettings(
        @Key(initial = "0.5", meaning = "probability of mirroring, for each image alone")
        double flip,

        @Key(initial = "0.4", meaning = "factors on brightness are uniform in 1 ± this; 0 leaves it alone")
        double brightness,

        @Key(initial = "0.4", meaning = "factors on contrast are uniform in 1 ± this")
        double contrast,

        @Key(initial = "0.4", meaning = "factors on saturation are uniform in 1 ± this")
        double saturation,

        @Key(initial = "true", meaning = "one of grey, solarise and blur (DeiT III) for all images of a sample")
        boolean choice,

        @Key(initial = "0.1", meaning = "smallest radius of the blur in pixels")
        double blurFrom,

        @Key(initial = "2", meaning = "largest radius of the blur in pixels")
        double blurTo,

        @Key(
                initial = "0",
                meaning =
                        "error of the boxes of all references but the first: spread of log size, and largest shift in sides; published: 0")
        double drift,

        @Key(initial = "0", meaning = "probability that only a part of the object is the target; published: 0")
        double part,

        @Key(
                initial = "0",
                meaning = "probability that all images of a sample lose their colour; published: 0, as choice has it")
        double grey,

        @Key(initial = "0", meaning = "probability of a blur along a line, for each image alone; published: 0")
        double motionBlur,

        @Key(initial = "0", meaning = "probability of the artefacts of JPEG, for each image alone; published: 0")
        double jpeg,

        @Key(
                initial = "0",
                meaning = "probability that an image is shrunk and enlarged again, for each image alone; published: 0")
        double lowResolution) {

    /** The published values. */
    public static final AugmentSettings PUBLISHED =
            SettingKeys.of(AugmentSettings.class).defaults();

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
