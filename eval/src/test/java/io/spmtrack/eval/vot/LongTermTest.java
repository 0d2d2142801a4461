package io.spmtrack.eval.vot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Precision, recall and F of a few frames, computed by hand. */
final class LongTermTest {
    private static final double EXACT = 1e-12;

    private static LongTerm.Run run(int visible, double[] overlaps, double... confidences) {
        return new LongTerm.Run(overlaps, confidences, visible);
    }

    /** At 0.8 three frames are kept with 1.5 of overlap: 0.5 and 0.5; at 0.9 F is 0.4, at 0.1 it is 3/7. */
    @Test
    void theThresholdOfTheLargestF() {
        LongTerm score = LongTerm.of(List.of(List.of(run(3, new double[] {0, 1, 0.5, 0}, 1, 0.9, 0.8, 0.1))));
        assertEquals(new LongTerm(0.5, 0.5, 0.5, 0.8), score);
        assertEquals(List.of("Pr", "Re", "F"), List.copyOf(score.measures().keySet()));
    }

    /** With nothing kept precision is 1 and recall 0. */
    @Test
    void nothingKept() {
        LongTerm.Run run = run(1, new double[] {1, 1}, 0.5, Double.NaN);
        assertEquals(1, run.precision(0.6));
        assertEquals(0, run.recall(0.6));
        assertEquals(1, run.recall(Double.NEGATIVE_INFINITY));
    }

    @Test
    void meansOverRunsThenSequences() {
        LongTerm.Run good = run(2, new double[] {1, 1}, 0.5, 0.5);
        LongTerm.Run half = run(2, new double[] {1, 0}, 0.5, 0.5);
        LongTerm.Run bad = run(2, new double[] {0, 0}, 0.5, 0.5);
        LongTerm score = LongTerm.of(List.of(List.of(good), List.of(half, bad)));
        assertEquals((1 + (0.5 + 0) / 2) / 2, score.precision(), EXACT);
        assertEquals(score.precision(), score.f(), EXACT);
    }

    private static List<Double> thresholds(int count) {
        double[] confidences = IntStream.range(0, count).mapToDouble(i -> i).toArray();
        return LongTerm.thresholds(List.of(List.of(run(1, new double[count], confidences))));
    }

    /** Up to 98 confidences all are thresholds; beyond, 98 of them, evenly spaced by rank, without the highest. */
    @Test
    void quantilesOfAllConfidences() {
        assertEquals(100, thresholds(98).size());
        assertEquals(97.0, thresholds(98).get(1));
        assertEquals(100, thresholds(99).size());
        assertEquals(97.0, thresholds(99).get(1));
        assertEquals(0.0, thresholds(99).get(98));
        List<Double> many = thresholds(1000); // ranks 10, 20.1, 30.2 … 990
        assertEquals(List.of(989.0, 979.0, 969.0), many.subList(1, 4));
        assertEquals(9.0, many.get(98));
        assertEquals(Double.NEGATIVE_INFINITY, many.getLast());
    }
}
