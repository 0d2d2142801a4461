package io.spmtrack.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The schedule's shape, whatever its length. */
class LearningRateTest {

    @Test
    void epochsTimesIterationsEqualTheirProduct() {
        assertEquals(LearningRate.ofSteps(170 * 1024L, 2 * 1024L), LearningRate.ofEpochs(170, 1024));
    }

    @Test
    void firstTwoIterationsShareTheFirstRate() {
        LearningRate schedule = LearningRate.ofSteps(100, 10);
        assertEquals(LearningRate.FIRST, schedule.at(0));
        assertEquals(LearningRate.FIRST, schedule.at(1));
        assertTrue(schedule.at(2) > LearningRate.FIRST);
    }

    @Test
    void risesToThePeakThenFallsAndStaysAtTheLastRate() {
        LearningRate schedule = LearningRate.ofSteps(100, 10);
        for (long k = 1; k < 120; k++) {
            double change = schedule.after(k) - schedule.after(k - 1);
            assertTrue(k <= 10 ? change > 0 : k <= 110 ? change < 0 : change == 0, "iteration " + k);
        }
        assertEquals(LearningRate.PEAK, schedule.after(10));
        assertEquals(LearningRate.LAST, schedule.after(1_000_000_000_000L));
    }

    @Test
    void withoutWarmUpStartsAtThePeak() {
        assertEquals(LearningRate.PEAK, LearningRate.ofSteps(50, 0).at(0));
    }

    @Test
    void refusesImpossibleSchedules() {
        assertThrows(IllegalArgumentException.class, () -> LearningRate.ofSteps(0, 0));
        assertThrows(IllegalArgumentException.class, () -> LearningRate.ofSteps(10, -1));
        assertThrows(IllegalArgumentException.class, () -> new LearningRate(0, Double.NaN, 0, 10, 1));
        LearningRate schedule = LearningRate.ofSteps(10, 1);
        assertThrows(IllegalArgumentException.class, () -> schedule.after(-1));
    }
}
