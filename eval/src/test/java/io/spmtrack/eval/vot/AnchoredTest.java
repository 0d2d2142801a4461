package io.spmtrack.eval.vot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs from anchors, scored by hand. */
final class AnchoredTest {
    private static final double EXACT = 1e-12;

    /** The anchor, then so many frames of one overlap, then so many of another. */
    private static Anchored.Run run(int first, double overlap, int then, double other) {
        double[] overlaps = new double[1 + first + then];
        Arrays.fill(overlaps, 1, 1 + first, overlap);
        Arrays.fill(overlaps, 1 + first, overlaps.length, other);
        boolean[] visible = new boolean[overlaps.length];
        Arrays.fill(visible, true);
        return Anchored.Run.of(overlaps, visible);
    }

    private static Anchored score(int frames, Anchored.Run... runs) {
        return Anchored.of(List.of(new Anchored.Runs(frames, List.of(runs))));
    }

    @Test
    void tenVisibleFramesInARowFail() {
        double[] overlaps = new double[30];
        boolean[] visible = new boolean[30];
        Arrays.fill(visible, true);
        Arrays.fill(overlaps, 0, 20, 0.11);
        Arrays.fill(overlaps, 20, 30, 0.1);
        assertEquals(20, Anchored.progress(overlaps, visible));
        visible[25] = false;
        assertEquals(30, Anchored.progress(overlaps, visible));
        visible[25] = true;
        overlaps[29] = 0.11;
        assertEquals(30, Anchored.progress(overlaps, visible));
    }

    /** The anchor itself counts 0, so it is the first of ten. */
    @Test
    void aTrackerThatLosesAtOnceHasNoProgress() {
        Anchored score = score(30, run(29, 0, 0, 0));
        assertEquals(new Anchored(0, 0, 0), score);
    }

    @Test
    void aRunWithoutFailure() {
        Anchored score = score(900, run(899, 0.5, 0, 0));
        assertEquals(0.5, score.eao(), EXACT);
        assertEquals(0.5 * 899 / 900, score.accuracy(), EXACT);
        assertEquals(1, score.robustness(), EXACT);
    }

    /** 99 frames of 0.8 and then nothing, in 200 frames: 79.2 / j up to 199, then 79.2 / (j − 1). */
    @Test
    void aFailedRunCountsOnBehindItsEnd() {
        Anchored score = score(200, run(99, 0.8, 100, 0));
        assertEquals(0.792, score.accuracy(), EXACT);
        assertEquals(0.5, score.robustness(), EXACT);
        assertEquals(0.233785556724, score.eao(), EXACT);
    }

    @Test
    void aRunThatEndedWellIsLeftOutBehindItsEnd() {
        Anchored score = score(900, run(199, 1, 0, 0), run(899, 0.5, 0, 0));
        assertEquals((85 * 0.75 + 555 * 0.5) / 640, score.eao(), EXACT);
    }

    /** Sequences of 100 and 300 frames, robust to 1 and 0.5; accuracy by tracked frames, robustness by frames. */
    @Test
    void sequencesCountByTheirFrames() {
        Anchored score = Anchored.of(List.of(
                new Anchored.Runs(100, List.of(run(99, 1, 0, 0))),
                new Anchored.Runs(300, List.of(run(24, 0.4, 25, 0), run(24, 0.4, 25, 0)))));
        assertEquals((1 * 100 + 0.5 * 300) / 400, score.robustness(), EXACT);
        assertEquals((99 + 2 * 24 * 0.4) / (100 + 2 * 25), score.accuracy(), EXACT);
        assertEquals(List.of("EAO", "A", "R"), List.copyOf(score.measures().keySet()));
    }
}
