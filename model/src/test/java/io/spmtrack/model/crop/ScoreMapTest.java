package io.spmtrack.model.crop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The Hann window of {@code docs/spec/golden-values.md §3}, and which cell wins. */
class ScoreMapTest {

    private static final CellGrid GRID = new CellGrid(27, 27, 14);
    private static final float[] HANN = {
        0,
        0.014529079f,
        0.057271987f,
        0.12574464f,
        0.21596763f,
        0.32269758f,
        0.43973166f,
        0.56026834f,
        0.6773024f,
        0.78403234f,
        0.8742554f,
        0.942728f,
        0.9854709f,
        1
    };

    private final float[] logits = new float[GRID.cells()];
    private final float[] boxes = new float[4 * GRID.cells()];

    private Peak peak(double windowShare) {
        return new ScoreMap(GRID, windowShare).peak(MemorySegment.ofArray(logits), 0, MemorySegment.ofArray(boxes), 0);
    }

    @Test
    void window() {
        float[] window = ScoreMap.hann(27, 27);
        for (int k = 0; k < 27; k++) {
            float expected = HANN[k < 14 ? k : 26 - k];
            assertEquals(expected, window[13 * 27 + k], 1e-7);
            assertEquals(expected, window[k * 27 + 13], 1e-7);
        }
    }

    @Test
    void equalScoresChooseTheCentre() {
        boxes[4 * 364 + 2] = 0.5f;
        Peak peak = peak(ScoreMap.WINDOW_SHARE);
        assertEquals(364, peak.cell());
        assertEquals(0.5f, peak.confidence());
        assertEquals(new Box(0, 0, 189, 0), peak.box());
    }

    @Test
    void withoutWindowTheFirstOfEqualOnesWins() {
        logits[5] = 2;
        logits[700] = 2;
        assertEquals(5, peak(0).cell());
        assertEquals(1 / (1 + Math.exp(-2)), peak(0).confidence(), 1e-7);
    }

    @Test
    void notANumberNeverWins() {
        logits[364] = Float.NaN;
        logits[0] = Float.NEGATIVE_INFINITY;
        assertEquals(337, peak(ScoreMap.WINDOW_SHARE).cell());
        Arrays.fill(logits, Float.NaN);
        assertThrows(InputException.class, () -> peak(ScoreMap.WINDOW_SHARE));
    }

    @Test
    void centres() {
        float[] centers = GRID.centers();
        assertEquals(0.01851852f, centers[0], 1e-7);
        assertEquals(0.05555556f, centers[2], 1e-7);
        assertEquals(0.98148149, centers[centers.length - 1], 1e-7);
        assertArrayEquals(new float[] {0.5f, 0.5f}, Arrays.copyOfRange(centers, 728, 730), 1e-7f);
    }
}
