package io.spmtrack.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of benchmarks of two modalities by hand. */
class PairRulesTest {

    private static final Box HERE = Box.xywh(100, 100, 20, 20);
    private static final Box THERE = Box.xywh(200, 100, 20, 20);
    private static final Box NEAR = Box.xywh(106, 100, 20, 20);

    private static Measures score(Rule rule, Truth truth, Box... results) {
        return SequenceScore.of(rule, new Tracked("one", truth, List.of(results), Quirks.NONE, () -> {
                    throw new InputException("not asked for");
                }))
                .measures();
    }

    @Test
    void rgbt234TakesTheBetterAnnotationOfEachFrame() {
        Truth truth = Truth.of(List.of(HERE, HERE)).withSecond(Truth.of(List.of(HERE, THERE)));
        assertEquals(1, score(Rule.RGBT234, truth, HERE, THERE).precision());
        assertEquals(20.0 / 21, score(Rule.RGBT234, truth, HERE, THERE).auc(), 1e-12);
        assertEquals(
                0.5,
                score(Rule.RGBT234, Truth.of(List.of(HERE, HERE)), HERE, THERE).precision());
        assertEquals(
                0.5,
                score(Rule.RGBT234, truth, Box.xywh(500, 500, 20, 20), HERE).precision(),
                "no free first row");
    }

    /** 4 of 5 frames have a target, so no tracker gets more than 0.8. */
    @Test
    void visEventKeepsAbsentFramesInTheDivisor() {
        Truth truth = Truth.of(Collections.nCopies(5, HERE), frame -> frame != 2);
        Measures perfect = score(Rule.VISEVENT, truth, HERE, HERE, HERE, HERE, HERE);
        assertEquals(0.8, perfect.precision(), 1e-12);
        assertEquals(0.8 * 20 / 21, perfect.auc(), 1e-12);
    }

    @Test
    void lasherCountsInvalidFramesAsHitsForPrecision() {
        Truth truth = Truth.of(List.of(HERE, Box.xywh(0, 0, 0, 0)));
        Measures perfect = score(Rule.LASHER, truth, HERE, THERE);
        assertEquals(1, perfect.precision());
        assertEquals(1, perfect.normPrecision());
        assertEquals(0.5 * 20 / 21, perfect.auc(), 1e-12);
    }

    /** An error of 6 pixels is a miss at 5; a perfect curve is 1 up to 0.95 and 0 at 1, so its area is 0.975. */
    @Test
    void gtotReportsFivePixelsAndAnArea() {
        Truth truth = Truth.of(List.of(HERE, HERE));
        assertEquals(0.5, score(Rule.GTOT, truth, HERE, NEAR).precision());
        assertEquals(0.975, score(Rule.GTOT, truth, HERE, HERE).auc(), 1e-12);
    }

    @Test
    void gtotPoolsFrames() {
        Truth two = Truth.of(List.of(HERE, HERE));
        Truth six = Truth.of(Collections.nCopies(6, HERE));
        SequenceScore bad = SequenceScore.of(Rule.GTOT, tracked("bad", two, Collections.nCopies(2, THERE)));
        SequenceScore good = SequenceScore.of(Rule.GTOT, tracked("good", six, Collections.nCopies(6, HERE)));
        DatasetScore all = DatasetScore.of("gtot", Rule.GTOT, List.of(bad, good));
        assertEquals(0.75, all.measures().precision(), 1e-12);
    }

    private static Tracked tracked(String name, Truth truth, List<Box> results) {
        return new Tracked(name, truth, results, Quirks.NONE, () -> {
            throw new InputException("not asked for");
        });
    }
}
