package io.spmtrack.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UncertaintyTest {

    private static final int SEQUENCES = 50;

    @Test
    void sameScoresSameInterval() {
        double[] values = new SplittableRandom(1).doubles(SEQUENCES).toArray();
        assertEquals(Bootstrap.mean(values), Bootstrap.mean(values.clone()));
        assertFalse(Bootstrap.mean(new double[] {0.5}).known());
    }

    /** For a mean of many values the bootstrap agrees with the normal interval. */
    @Test
    void widthIsThatOfTheMean() {
        double[] values = new SplittableRandom(2).doubles(1000).toArray();
        Interval interval = Bootstrap.mean(values);
        double expected = 2 * 1.96 * Math.sqrt(1.0 / 12 / values.length);
        assertEquals(expected, interval.high() - interval.low(), 0.06 * expected);
    }

    /** 95 % intervals of 200 samples of known mean hold it about 95 times in a hundred. */
    @Test
    void coversTheTruthAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(3);
        long covered = IntStream.range(0, 200)
                .mapToObj(i -> Bootstrap.mean(random.doubles(SEQUENCES).toArray()))
                .filter(interval -> interval.low() <= 0.5 && 0.5 <= interval.high())
                .count();
        assertTrue(covered >= 180 && covered <= 199, covered + " of 200");
    }

    @Test
    void pairingTakesOutTheDifficultyOfSequences() {
        SplittableRandom random = new SplittableRandom(4);
        Map<String, Measures> better = new LinkedHashMap<>();
        Map<String, Measures> worse = new LinkedHashMap<>();
        for (int i = 0; i < SEQUENCES; i++) {
            double difficulty = random.nextDouble();
            better.put("s" + i, measures(difficulty + 0.05 + 0.01 * random.nextDouble()));
            worse.put("s" + i, measures(difficulty));
        }
        PairedDifference difference = PairedDifference.of(Measure.AO, better, worse);
        assertEquals(0.055, difference.mean(), 0.002);
        assertTrue(difference.interval().low() > 0.05 && difference.interval().high() < 0.06);
        assertEquals(SEQUENCES, difference.wins());
        worse.remove("s0");
        assertThrows(IllegalArgumentException.class, () -> PairedDifference.of(Measure.AO, better, worse));
    }

    /** Wilcoxon's own table: of the 256 signs of eight ranks two have a sum of at most 1, and seven one of at most 4. */
    @Test
    void theSignedRankTestCountsRanks() {
        Map<String, Measures> first = new LinkedHashMap<>();
        Map<String, Measures> second = new LinkedHashMap<>();
        double[] differences = {0.1, 0.2, -0.03, 0.4, 0.5, 0.6, 0.7, 0.8};
        for (int i = 0; i < differences.length; i++) {
            first.put("s" + i, measures(1 + differences[i]));
            second.put("s" + i, measures(1));
        }
        assertEquals(
                2 * 2 / 256.0, PairedDifference.of(Measure.AUC, first, second).pValue(), 1e-9, "rank sum 1");
        first.put("s1", measures(0.8));
        assertEquals(
                2 * 7 / 256.0, PairedDifference.of(Measure.AUC, first, second).pValue(), 1e-9, "rank sum 1 + 3");
        assertEquals(1, PairedDifference.of(Measure.AUC, second, second).pValue());
    }

    @Test
    void manyComparisonsAreCorrectedStepByStep() {
        assertEquals(List.of(0.03, 0.06, 0.06, 0.02), Holm.adjusted(List.of(0.01, 0.04, 0.03, 0.005)));
        assertEquals(List.of(1.0, 1.0), Holm.adjusted(List.of(0.9, 0.8)));
        assertEquals(List.of(), Holm.adjusted(List.of()));
    }

    @Test
    void switchesLeadFromOneRuleToTheOther() {
        Truth truth = Truth.of(
                List.of(Box.xywh(10, 10, 20, 20), Box.xywh(12, 10, 20, 20), Box.NONE, Box.xywh(16, 12, 20, 20)));
        List<Box> boxes = List.of(
                Box.xywh(10, 10, 20, 20), Box.xywh(13, 10, 20, 21), Box.xywh(1, 2, 3, 4), Box.xywh(18, 12, 26, 20));
        List<Tracked> tracked = List.of(new Tracked("a", truth, boxes, Quirks.NONE, () -> new FrameSize(100, 100)));
        for (Rule first : Rule.values()) {
            for (Rule second : Rule.values()) {
                List<RuleSwitch> switches = RuleSwitch.between(first, second, tracked);
                Measures start = DatasetScore.of("x", first, List.of(SequenceScore.of(first, tracked.getFirst())))
                        .measures();
                Measures end = DatasetScore.of("x", second, List.of(SequenceScore.of(second, tracked.getFirst())))
                        .measures();
                boolean alike = first.conventions().equals(second.conventions());
                assertEquals(alike, switches.isEmpty(), first + " to " + second);
                if (!switches.isEmpty()) {
                    assertEquals(start, switches.getFirst().before());
                    assertEquals(end, switches.getLast().after());
                }
            }
        }
    }

    /**
     * Frame 1: no usable row, which becomes the row before. Frame 2: absent, but with a box in the file. Frame 3: a true box that
     * begins at 0, so no box to LaSOT's toolkit, and its centre counts as found.
     */
    @Test
    void eachConventionIsASwitchOfItsOwn() {
        Box here = Box.xywh(10, 10, 20, 20);
        Truth truth = Truth.of(List.of(here, here, here, Box.xywh(0, 10, 20, 20)), frame -> frame != 2);
        List<Box> boxes = List.of(here, Box.xywh(10, 10, 0, 0), here, Box.xywh(80, 80, 20, 20));
        List<RuleSwitch> switches = RuleSwitch.between(
                Rule.PLAIN,
                Rule.LASOT,
                List.of(new Tracked("a", truth, boxes, Quirks.NONE, () -> new FrameSize(100, 100))));
        assertEquals(3, switches.size());
        assertEquals(
                List.of(0.5, 0.75, 0.5, 0.5),
                List.of(
                        switches.get(0).before().ao(),
                        switches.get(0).after().ao(),
                        switches.get(1).after().ao(),
                        switches.get(2).after().ao()));
        assertEquals(0.5, switches.get(1).after().precision());
        assertEquals(0.75, switches.get(2).after().precision());
    }

    private static Measures measures(double ao) {
        return new Measures(ao, ao, ao, ao, ao, ao);
    }
}
