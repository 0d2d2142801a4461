package io.spmtrack.model.track;

import io.spmtrack.model.image.Box;
import java.util.Arrays;

/**
 * Keeps the size of a target from running away: candidates of another size or ratio than the smoothed one count less, and the
 * smoothed size follows the chosen one by a share (Li et al., SiamRPN, 2018). Without penalty and smoothing nothing changes.
 */
final class Damping {
    private static final int CORNERS = 4;

    private final double penalty;
    private final double rate;
    private final float[] factors;
    private double width;
    private double height;

    /**
     * @param penalty strength, 0 for none
     * @param rate share of a found size in the smoothed one, 1 for no smoothing
     */
    Damping(double penalty, double rate, int cells) {
        this.penalty = penalty;
        this.rate = rate;
        this.factors = new float[cells];
        Arrays.fill(factors, 1);
    }

    void start(Box box) {
        width = box.width();
        height = box.height();
    }

    /** Whether sizes are smoothed. */
    boolean smooths() {
        return rate < 1;
    }

    /**
     * What the score of each candidate is multiplied by, 0 … 1; overwritten by the next call.
     *
     * @param boxes corners relative to the search crop {@code [cells, 4]}
     * @param cropWidth pixels of the image that the crop shows
     */
    float[] factors(float[] boxes, double cropWidth, double cropHeight) {
        if (penalty > 0) {
            for (int cell = 0; cell < factors.length; cell++) {
                int at = CORNERS * cell;
                double w = (boxes[at + 2] - boxes[at]) * cropWidth;
                double h = (boxes[at + 3] - boxes[at + 1]) * cropHeight;
                factors[cell] = (float) factor(w, h);
            }
        }
        return factors;
    }

    private double factor(double w, double h) {
        if (!(w > 0 && h > 0)) {
            return 0;
        }
        double change = change(padded(w, h) / padded(width, height)) * change((w / h) / (width / height));
        return Math.exp(-penalty * (change - 1));
    }

    /** The side of a square as large as a box with half its sides' sum around it. */
    private static double padded(double w, double h) {
        double around = (w + h) / 2;
        return Math.sqrt((w + around) * (h + around));
    }

    private static double change(double ratio) {
        return Math.max(ratio, 1 / ratio);
    }

    /**
     * The box to go on with: where the found one is, of the smoothed size.
     *
     * @param certainty of the found box, 0 … 1: what is doubtful changes the size less
     */
    Box damp(Box found, double certainty) {
        if (!smooths() || !found.valid()) {
            return found;
        }
        double share = rate * certainty;
        width += share * (found.width() - width);
        height += share * (found.height() - height);
        return Box.centered(found.centerX(), found.centerY(), width, height);
    }
}
