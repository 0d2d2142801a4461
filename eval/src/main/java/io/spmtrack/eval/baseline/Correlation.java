package io.spmtrack.eval.baseline;

import java.util.Arrays;

/**
 * Normalised cross-correlation of a fixed template with every position inside a larger patch (Lewis 1995): the
 * normalising means and energies come from integral images.
 */
final class Correlation {

    private static final double FLAT = 1e-3;

    private final int columns;
    private final int rows;
    private final float[] centred;
    private final double norm;

    Correlation(GreyPatch template) {
        columns = template.columns();
        rows = template.rows();
        centred = template.values().clone();
        double mean = 0;
        for (float value : centred) {
            mean += value;
        }
        mean /= centred.length;
        double energy = 0;
        for (int i = 0; i < centred.length; i++) {
            centred[i] -= (float) mean;
            energy += centred[i] * centred[i];
        }
        norm = Math.sqrt(energy);
    }

    /**
     * The best position, to a fraction of a cell.
     *
     * @param x cells from the patch's left edge to the template's
     * @param y cells from the patch's top edge to the template's
     * @param score correlation in [-1, 1]; 0 where the picture or the template is flat
     */
    record Match(double x, double y, double score) {}

    Match best(GreyPatch patch) {
        int across = patch.columns() - columns + 1;
        int down = patch.rows() - rows + 1;
        float[] scores = products(patch, across, down);
        normalise(scores, patch, across, down);
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        int x = best % across;
        int y = best / across;
        double shiftX = x > 0 && x < across - 1 ? vertex(scores[best - 1], scores[best], scores[best + 1]) : 0;
        double shiftY = y > 0 && y < down - 1 ? vertex(scores[best - across], scores[best], scores[best + across]) : 0;
        return new Match(x + shiftX, y + shiftY, scores[best]);
    }

    /** Sum of centred template times patch at each position [down, across]. */
    private float[] products(GreyPatch patch, int across, int down) {
        float[] sums = new float[across * down];
        float[] line = new float[across];
        float[] values = patch.values();
        for (int y = 0; y < down; y++) {
            Arrays.fill(line, 0);
            for (int row = 0; row < rows; row++) {
                int from = (y + row) * patch.columns();
                for (int column = 0; column < columns; column++) {
                    accumulate(line, values, from + column, centred[row * columns + column]);
                }
            }
            System.arraycopy(line, 0, sums, y * across, across);
        }
        return sums;
    }

    private static void accumulate(float[] line, float[] values, int from, float weight) {
        for (int x = 0; x < line.length; x++) {
            line[x] += weight * values[from + x];
        }
    }

    private void normalise(float[] scores, GreyPatch patch, int across, int down) {
        double[] sums = new double[(patch.columns() + 1) * (patch.rows() + 1)];
        double[] squares = new double[sums.length];
        integrals(patch, sums, squares);
        double cells = (double) columns * rows;
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                double sum = window(sums, patch.columns() + 1, x, y);
                double energy = Math.max(0, window(squares, patch.columns() + 1, x, y) - sum * sum / cells);
                double scale = norm * Math.sqrt(energy);
                int at = y * across + x;
                scores[at] = scale < FLAT * cells ? 0 : (float) (scores[at] / scale);
            }
        }
    }

    private double window(double[] sums, int stride, int x, int y) {
        int upper = y * stride + x;
        int lower = (y + rows) * stride + x;
        return sums[lower + columns] - sums[lower] - sums[upper + columns] + sums[upper];
    }

    private static void integrals(GreyPatch patch, double[] sums, double[] squares) {
        int stride = patch.columns() + 1;
        for (int y = 0; y < patch.rows(); y++) {
            double sum = 0;
            double square = 0;
            for (int x = 0; x < patch.columns(); x++) {
                double value = patch.values()[y * patch.columns() + x];
                sum += value;
                square += value * value;
                int at = (y + 1) * stride + x + 1;
                sums[at] = sums[at - stride] + sum;
                squares[at] = squares[at - stride] + square;
            }
        }
    }

    /** Where the parabola through three neighbouring scores has its top, in (-0.5, 0.5) cells from the middle one. */
    private static double vertex(double before, double peak, double after) {
        double curvature = before - 2 * peak + after;
        return curvature < 0 ? Math.clamp((before - after) / (2 * curvature), -0.5, 0.5) : 0;
    }
}
