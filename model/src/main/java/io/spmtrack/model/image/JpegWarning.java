package io.spmtrack.model.image;

import java.util.List;

/** Tells libjpeg's warnings that mean missing or wrong pixels from those that real, intact files also cause. */
final class JpegWarning {

    private static final List<String> HARMLESS = List.of(
            "extraneous bytes before marker",
            "Unknown Adobe color transform",
            "Inconsistent progression sequence",
            "unknown JFIF revision",
            "Invalid SOS parameters",
            "bad ICC marker");

    private JpegWarning() {}

    static boolean losesPixels(String warning) {
        return HARMLESS.stream().noneMatch(warning::contains);
    }
}
