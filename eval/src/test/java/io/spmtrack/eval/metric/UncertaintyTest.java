package io.spmtrack.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
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

    private static Measures measures(double ao) {
        return new Measures(ao, ao, ao, ao, ao, ao);
    }
}
