package io.spmtrack.model.crop;

/** The values a {@link Crop} writes for pixels of 0..255: {@code value / divisor + offset} per channel. */
public enum Normalization {
    /** As they are, 0..255. */
    BYTES,
    /** Divided by 255: what augmentation works on. */
    UNIT,
    /** Divided by 255, less the ImageNet mean, divided by the ImageNet standard deviation: the network's input. */
    IMAGENET;

    /** Mean of channel 0, 1 or 2 (red, green, blue) of ImageNet pictures in 0..1. */
    public static double mean(int channel) {
        return switch (channel) {
            case 0 -> 0.485;
            case 1 -> 0.456;
            case 2 -> 0.406;
            default -> throw new IllegalArgumentException("no channel " + channel);
        };
    }

    /** Standard deviation of channel 0, 1 or 2 (red, green, blue) of ImageNet pictures in 0..1. */
    public static double deviation(int channel) {
        return switch (channel) {
            case 0 -> 0.229;
            case 1 -> 0.224;
            case 2 -> 0.225;
            default -> throw new IllegalArgumentException("no channel " + channel);
        };
    }

    float divisor(int channel) {
        return switch (this) {
            case BYTES -> 1;
            case UNIT -> 255;
            case IMAGENET -> (float) (255 * deviation(channel));
        };
    }

    float offset(int channel) {
        return switch (this) {
            case BYTES, UNIT -> 0;
            case IMAGENET -> (float) (-mean(channel) / deviation(channel));
        };
    }
}
