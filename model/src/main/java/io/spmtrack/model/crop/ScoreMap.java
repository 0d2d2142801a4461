package io.spmtrack.model.crop;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Decodes the network's outputs for a search crop ({@code docs/spec/inference.md §3}, steps 4 and 5): scores mixed with
 * a Hann window, the best cell, its box. Immutable, so one instance serves all threads; a decode allocates nothing but
 * its result.
 */
public final class ScoreMap {

    /** The published share of the window. */
    public static final double WINDOW_SHARE = 0.45;

    private final CellGrid grid;
    private final float scoreShare;
    private final float[] window;
    private final float[] same;

    /**
     * @param windowShare share of the Hann window in the decision, 0 … 1; {@link #WINDOW_SHARE} is the published one
     */
    public ScoreMap(CellGrid grid, double windowShare) {
        if (!(windowShare >= 0 && windowShare <= 1)) {
            throw new IllegalArgumentException("the window's share lies in [0, 1], not " + windowShare);
        }
        this.grid = grid;
        this.scoreShare = (float) (1 - windowShare);
        this.window = hann(grid.columns(), grid.rows());
        this.same = new float[window.length];
        Arrays.fill(same, 1);
        for (int i = 0; i < window.length; i++) {
            window[i] *= (float) windowShare;
        }
    }

    /** The best cell where all candidates count alike; see {@link #peak(MemorySegment, long, MemorySegment, long, float[])}. */
    public Peak peak(MemorySegment logits, long logitsAt, MemorySegment boxes, long boxesAt) {
        return peak(logits, logitsAt, boxes, boxesAt, same);
    }

    /**
     * Finds the best cell; the first of equal ones.
     *
     * @param logits [rows, columns] floats from index {@code logitsAt}
     * @param boxes [rows, columns, 4] floats from index {@code boxesAt}: corners in units of the crop
     * @param factors of the scores, one for each cell
     * @throws InputException if no score is a number
     */
    public Peak peak(MemorySegment logits, long logitsAt, MemorySegment boxes, long boxesAt, float[] factors) {
        int best = -1;
        float highest = Float.NEGATIVE_INFINITY;
        float confidence = 0;
        for (int cell = 0; cell < window.length; cell++) {
            float score = score(logits, logitsAt + cell);
            float mixed = mixed(score * factors[cell], cell);
            if (mixed > highest) {
                best = cell;
                highest = mixed;
                confidence = score;
            }
        }
        if (best < 0) {
            throw new InputException(
                    "the score map holds no number: the weights are not finite or too large; try others, or"
                            + " look into these with  spmtrack weights verify FILE");
        }
        return new Peak(best, confidence, box(boxes, boxesAt + 4L * best));
    }

    /** The score in 0…1 that logit number {@code at} stands for. */
    public float score(MemorySegment logits, long at) {
        return sigmoid(logits.getAtIndex(ValueLayout.JAVA_FLOAT, at));
    }

    /** A cell's score mixed with the window's value there: the cell where this is highest is chosen. */
    public float mixed(float score, int cell) {
        return score * scoreShare + window[cell];
    }

    private Box box(MemorySegment boxes, long at) {
        float width = grid.columns() * grid.patch();
        float height = grid.rows() * grid.patch();
        return new Box(
                boxes.getAtIndex(ValueLayout.JAVA_FLOAT, at) * width,
                boxes.getAtIndex(ValueLayout.JAVA_FLOAT, at + 1) * height,
                boxes.getAtIndex(ValueLayout.JAVA_FLOAT, at + 2) * width,
                boxes.getAtIndex(ValueLayout.JAVA_FLOAT, at + 3) * height);
    }

    private static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }

    /** Outer product of two symmetric Hann windows, [rows, columns]: 0 on the border, 1 at the centre of odd sizes. */
    public static float[] hann(int columns, int rows) {
        float[] horizontal = hann(columns);
        float[] vertical = hann(rows);
        float[] window = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                window[row * columns + column] = vertical[row] * horizontal[column];
            }
        }
        return window;
    }

    private static float[] hann(int length) {
        float[] window = new float[length];
        for (int k = 0; k < length; k++) {
            window[k] = length == 1 ? 1 : (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * k / (length - 1)));
        }
        return window;
    }
}
