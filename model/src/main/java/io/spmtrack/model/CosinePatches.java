package io.spmtrack.model;

import io.spmtrack.engine.Param;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * First values for a patch embedding that nothing was learned for: cosine patterns of low frequency in brightness and two
 * colour differences, scaled so that each output has about unit variance on photographs, whose power falls with the square of
 * the frequency (docs/adr/0006).
 */
final class CosinePatches {
    /** Brightness, red against blue, green against the rest: orthonormal mixtures of the colour channels. */
    private static final double[][] MIXTURES = {
        {1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)},
        {1 / Math.sqrt(2), 0, -1 / Math.sqrt(2)},
        {1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6)}
    };

    /** Colour differences vary less than brightness. */
    private static final double[] GAINS = {1, 3, 3};

    private record Pattern(int mixture, int u, int v) {
        double frequency() {
            return Math.hypot(u, v);
        }

        /** Colour is worth half as many patterns as brightness. */
        double rank() {
            return mixture == 0 ? frequency() : 1 + 2 * frequency();
        }
    }

    private CosinePatches() {}

    /** Fills {@code [D, 3, patch, patch]} with the D patterns of lowest frequency; further rows stay as they are. */
    static void fill(Param weight) {
        int width = weight.shape().size(0);
        int patch = weight.shape().size(2);
        List<Pattern> patterns = new ArrayList<>();
        for (int mixture = 0; mixture < MIXTURES.length; mixture++) {
            for (int u = 0; u < patch; u++) {
                for (int v = 0; v < patch; v++) {
                    patterns.add(new Pattern(mixture, u, v));
                }
            }
        }
        patterns.sort(Comparator.comparingDouble(Pattern::rank));
        for (int row = 0; row < Math.min(width, patterns.size()); row++) {
            fill(weight, row, patterns.get(row), patch);
        }
    }

    private static void fill(Param weight, int row, Pattern pattern, int patch) {
        double scale = GAINS[pattern.mixture()] * (1 + 2 * pattern.frequency()) / patch;
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < patch; y++) {
                for (int x = 0; x < patch; x++) {
                    double value = scale
                            * MIXTURES[pattern.mixture()][channel]
                            * cosine(pattern.v(), y, patch)
                            * cosine(pattern.u(), x, patch);
                    long index = ((row * 3L + channel) * patch + y) * patch + x;
                    weight.segment().setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
                }
            }
        }
    }

    /** Orthonormal cosine of a frequency at a pixel. */
    private static double cosine(int frequency, int pixel, int patch) {
        double norm = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / patch);
        return norm * Math.cos(Math.PI * (pixel + 0.5) * frequency / patch);
    }
}
