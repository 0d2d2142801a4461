package io.spmtrack.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Worked numbers of {@code docs/spec/golden-values.md §8} and what tells the rules apart. */
class RulesTest {

    private static final double TOLERANCE = 1e-6;
    private static final List<Box> TRUTH = List.of(
            new Box(10, 10, 50, 50),
            new Box(12, 11, 52, 51),
            Box.NONE,
            new Box(20, 20, 60, 40),
            new Box(100, 100, 140, 160));
    private static final List<Box> RESULTS = List.of(
            new Box(10, 10, 50, 50),
            new Box(14, 12, 50, 55),
            new Box(5, 5, 25, 25),
            new Box(25, 22, 70, 45),
            new Box(300, 300, 320, 320));

    @ParameterizedTest
    @CsvSource({
        "LaSOT, 0.6, 0.4",
        "lasot-test, 0.6, 0.4",
        "LaSOT_Extension, 0.6, 0.6",
        "OTB100, 0.6, 0.6",
        "TNL2K, 0.6, 0.6",
        "GOT-10k, 0.6, 0.6",
        "UAV123, 0.8, 0.6"
    })
    void compatibleQuirksByName(String dataset, double precision, double normPrecision) {
        Measures measures = score(Rule.COMPATIBLE, dataset, TRUTH, RESULTS).measures();
        assertEquals(0.457143, measures.auc(), TOLERANCE);
        assertEquals(0.6, measures.sr50(), TOLERANCE);
        assertEquals(0.4, measures.sr75(), TOLERANCE);
        assertEquals(precision, measures.precision(), TOLERANCE);
        assertEquals(normPrecision, measures.normPrecision(), TOLERANCE);
    }

    /** The same numbers as {@link #compatibleQuirksByName}: what the file says of an absent target is not looked at. */
    @ParameterizedTest
    @CsvSource({
        "LaSOT, 0.6, 0.4",
        "LaSOT_Extension, 0.6, 0.6",
        "GOT-10k, 0.6, 0.6",
        "got10k-val, 0.6, 0.6",
        "NFS, 0.6, 0.6",
        "UAV123, 0.8, 0.6"
    })
    void compatibleAbsentTargetsHaveNoBox(String dataset, double precision, double normPrecision) {
        List<Box> boxes = new ArrayList<>(TRUTH);
        boxes.set(2, RESULTS.get(2));
        Truth truth = Truth.of(boxes, frame -> frame != 2);
        Sequence sequence = new Sequence(dataset, "a", new Unseen(), truth);
        Measures measures = SequenceScore.of(
                        Rule.COMPATIBLE, Tracked.of(sequence, RESULTS, Benchmark.quirksOf(dataset)))
                .measures();
        assertEquals(0.457143, measures.auc(), TOLERANCE);
        assertEquals(0.6, measures.sr50(), TOLERANCE);
        assertEquals(precision, measures.precision(), TOLERANCE);
        assertEquals(normPrecision, measures.normPrecision(), TOLERANCE);
    }

    /** Frames that nobody looks at. */
    private record Unseen() implements Frames {
        @Override
        public int size() {
            return TRUTH.size();
        }

        @Override
        public Image image(int index) {
            throw new IllegalStateException("looked at");
        }
    }

    @Test
    void got10kPoolsFramesAfterTheFirst() {
        SequenceScore shortOne = score(Rule.GOT10K, "got10k-val", TRUTH.subList(0, 2), RESULTS.subList(0, 2));
        SequenceScore longOne = score(Rule.GOT10K, "got10k-val", TRUTH, RESULTS);
        assertEquals(1, shortOne.counted());
        assertEquals(3, longOne.counted());
        assertEquals(0.805046, shortOne.measures().ao(), TOLERANCE);
        assertEquals((0.805046 + 0.522822) / 3, longOne.measures().ao(), TOLERANCE);
        Measures pooled = DatasetScore.of("got10k-val", Rule.GOT10K, List.of(shortOne, longOne))
                .measures();
        assertEquals((2 * 0.805046 + 0.522822) / 4, pooled.ao(), TOLERANCE);
        assertEquals(0.75, pooled.sr50(), TOLERANCE);
        assertTrue(Double.isNaN(pooled.precision()));
    }

    @Test
    void got10kLeavesHiddenTargetsOut() {
        Truth hidden = Truth.of(TRUTH).withVisible(frame -> frame == 0 || frame == 3);
        Tracked tracked = new Tracked("a", hidden, RESULTS, Quirks.NONE, () -> new FrameSize(640, 480));
        SequenceScore score = SequenceScore.of(Rule.GOT10K, tracked);
        assertEquals(1, score.counted());
        assertEquals(0.522822, score.measures().ao(), TOLERANCE);
    }

    @Test
    void rulesThatCountNoFrameSaySo() {
        Truth one = Truth.of(TRUTH.subList(0, 1));
        Truth hidden = Truth.of(TRUTH).withVisible(frame -> frame == 0);
        Truth empty = Truth.of(List.of(Box.xywh(1, 1, 0, 0), Box.NONE), frame -> true);
        Truth sparse = Truth.sparse(List.of(Box.NONE, TRUTH.getFirst(), Box.NONE));
        for (Truth truth : List.of(one, hidden, sparse)) {
            assertFalse(Rule.GOT10K.counts(truth));
            assertTrue(Rule.STRICT.counts(truth));
        }
        assertTrue(Rule.GOT10K.counts(Truth.of(TRUTH)));
        assertTrue(Rule.GOT10K.counts(empty));
        assertFalse(Rule.STRICT.counts(empty));
        assertTrue(Rule.PLAIN.counts(empty));
    }

    @Test
    void got10kClipsToThePicture() {
        Tracked tracked = new Tracked(
                "a",
                Truth.of(List.of(new Box(0, 0, 10, 10), new Box(50, 50, 100, 100))),
                List.of(new Box(0, 0, 10, 10), new Box(50, 50, 400, 300)),
                Quirks.NONE,
                () -> new FrameSize(100, 100));
        assertEquals(1, SequenceScore.of(Rule.GOT10K, tracked).measures().ao(), TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void got10kResultsThatAreNoNumbersFail(double number) {
        Box box = TRUTH.getFirst();
        List<Box> truth = Collections.nCopies(5, box);
        List<Box> results = List.of(
                box,
                new Box(number, 10, 50, 50),
                new Box(10, 10, number, 50),
                new Box(number, number, number, number),
                box);
        SequenceScore score = score(Rule.GOT10K, "got10k", truth, results);
        assertEquals(4, score.counted());
        assertEquals(0.25, score.measures().ao(), TOLERANCE);
    }

    @Test
    void trackingNetRoundsAndTakesAreas() {
        Measures perfect = score(
                        Rule.TRACKINGNET,
                        "trackingnet",
                        List.of(TRUTH.getFirst()),
                        List.of(new Box(10.3, 9.6, 50.4, 50)))
                .measures();
        assertEquals(0.975, perfect.auc(), TOLERANCE, "the overlap 1 is not above the last threshold");
        assertEquals(1, perfect.precision(), TOLERANCE);
        assertEquals(1, perfect.normPrecision(), TOLERANCE);
    }

    @Test
    void strictLeavesInvalidFramesOut() {
        SequenceScore score = score(Rule.STRICT, "any", TRUTH, RESULTS);
        assertEquals(4, score.counted());
        assertEquals((1 + 0.805046 + 0.522822) / 4, score.measures().ao(), TOLERANCE);
    }

    @Test
    void plainTakesWhatIsThere() {
        Measures measures =
                score(Rule.PLAIN, "any", TRUTH, RESULTS.subList(0, 2)).measures();
        assertEquals((1 + 0.805046) / 2, measures.ao(), TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource(names = {"LASOT", "LASHER", "MINI_SOT", "COMPATIBLE", "STRICT", "GOT10K"})
    void missingRowsAreRefusedWhereTheToolkitDoes(Rule rule) {
        InputException refusal =
                assertThrows(InputException.class, () -> score(rule, "any", TRUTH, RESULTS.subList(0, 4)));
        assertTrue(refusal.getMessage().contains("4 result rows for 5 frames"), refusal.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void perfectResultsArePerfect(Rule rule) {
        List<Box> boxes = List.of(TRUTH.get(0), TRUTH.get(1), TRUTH.get(3));
        Measures measures = score(rule, "otb", boxes, boxes).measures();
        assertEquals(1, measures.ao(), TOLERANCE);
        assertEquals(1, measures.sr75(), TOLERANCE);
        assertTrue(measures.auc() >= 20.0 / 21, rule + " " + measures.auc());
    }

    @ParameterizedTest
    @CsvSource({
        "official, lasot-test, LASOT",
        "official, lasot-ext, LASOT",
        "official, uav123, OTB_MATLAB",
        "official, otb, OTB_MATLAB",
        "official, got10k-val, GOT10K",
        "OFFICIAL, mini_sot, MINI_SOT",
        "plain, otb, PLAIN",
        "otb-matlab, lasot, OTB_MATLAB"
    })
    void rulesByName(String name, String dataset, Rule rule) {
        assertEquals(rule, Benchmark.rule(name, dataset));
    }

    @Test
    void unknownRulesNameTheKnown() {
        assertEquals(Optional.empty(), Benchmark.ofDataset("synthetic-test").flatMap(Benchmark::official));
        assertThrows(InputException.class, () -> Benchmark.rule("official", "synthetic-test"));
        InputException refusal = assertThrows(InputException.class, () -> Benchmark.rule("auc", "otb"));
        assertTrue(refusal.getMessage().contains("otb-matlab"), refusal.getMessage());
    }

    @Test
    void sparseAnnotationsAreNotFailures() {
        Tracked sparse = new Tracked("a", Truth.sparse(TRUTH), RESULTS, Quirks.NONE, () -> new FrameSize(1, 1));
        assertEquals(4, sparse.annotatedOnly().truth().size());
        assertEquals(RESULTS.get(3), sparse.annotatedOnly().predicted().get(2));
        assertFalse(Tracked.scorable(Truth.firstOnly(TRUTH.getFirst(), 3)));
        assertTrue(Tracked.scorable(Truth.of(TRUTH)));
    }

    @ParameterizedTest
    @EnumSource(names = {"LASOT", "LASHER", "MINI_SOT", "COMPATIBLE", "STRICT", "GOT10K"})
    void rowsAreCountedAgainstAllFramesOfSparseAnnotations(Rule rule) {
        InputException refusal = assertThrows(InputException.class, () -> everyTenth(rule, 11));
        assertTrue(refusal.getMessage().contains("11 result rows for 100 frames"), refusal.getMessage());
        assertEquals(1, everyTenth(rule, 100).measures().ao(), TOLERANCE);
        assertEquals(10, everyTenth(rule, 100).frames());
    }

    @ParameterizedTest
    @EnumSource(names = {"OTB_MATLAB", "TRACKINGNET"})
    void annotatedFramesWithoutAResultAreFailures(Rule rule) {
        assertEquals(0.2, everyTenth(rule, 11).measures().ao(), TOLERANCE);
        assertEquals(10, everyTenth(rule, 11).counted());
        assertEquals(1, everyTenth(rule, 110).measures().ao(), TOLERANCE);
    }

    @Test
    void plainTakesTheFramesUpToTheLastResultAlsoOfSparseAnnotations() {
        assertEquals(2, everyTenth(Rule.PLAIN, 11).counted());
        assertEquals(10, everyTenth(Rule.PLAIN, 100).counted());
    }

    /** Perfect results for the first rows of a hundred frames of which each tenth is annotated, from the first on. */
    private static SequenceScore everyTenth(Rule rule, int rows) {
        List<Box> truth = IntStream.range(0, 100)
                .mapToObj(frame -> frame % 10 == 0 ? TRUTH.getFirst() : Box.NONE)
                .toList();
        List<Box> results = Collections.nCopies(rows, TRUTH.getFirst());
        return SequenceScore.of(
                rule, new Tracked("a", Truth.sparse(truth), results, Quirks.NONE, () -> new FrameSize(640, 480)));
    }

    private static SequenceScore score(Rule rule, String dataset, List<Box> truth, List<Box> results) {
        return SequenceScore.of(
                rule,
                new Tracked("a", Truth.of(truth), results, Benchmark.quirksOf(dataset), () -> new FrameSize(640, 480)));
    }
}
