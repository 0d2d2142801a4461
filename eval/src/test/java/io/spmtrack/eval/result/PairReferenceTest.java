package io.spmtrack.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Measures;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Published values of benchmarks of two modalities, to their two decimals. {@code -Ddata.dir} names a folder with {@code lasher},
 * {@code rgbt234} and {@code visevent}, their result files below {@code results}; what is not there is skipped.
 */
class PairReferenceTest {
    private static final double HALF_OF_LAST_DECIMAL = 0.005;

    @ParameterizedTest
    @CsvSource({
        "APFNet, 50.01, 43.94, 36.24",
        "MTNet, 60.75, 56.30, 47.38",
        "DMCNet, 48.99, 43.08, 35.48",
        "MANet, 45.54, 38.30, 32.57",
        "mfDiMP, 44.70, 39.47, 34.34",
        "CAT, 45.01, 39.46, 31.35"
    })
    void lasher(String tracker, double precision, double normPrecision, double success) throws IOException {
        ResultSet results = ResultSet.open(SharedFolder.data("lasher/results/" + tracker + ".zip"));
        Map<String, Truth> truths = lasherTruth();
        Map<String, String> names = NamePairs.of(truths.keySet(), results.names());
        Map<String, List<Box>> boxes = new HashMap<>();
        truths.keySet()
                .forEach(name -> boxes.put(name, results.read(names.get(name)).boxes()));
        Measures measures = score(Rule.LASHER, "lasher", truths, boxes);
        assertEquals(precision, 100 * measures.precision(), HALF_OF_LAST_DECIMAL);
        assertEquals(normPrecision, 100 * measures.normPrecision(), HALF_OF_LAST_DECIMAL);
        assertEquals(success, 100 * measures.auc(), HALF_OF_LAST_DECIMAL);
    }

    @Test
    void lasherAgainstItself() throws IOException {
        Map<String, Truth> truths = lasherTruth();
        assertEquals(
                94.708, 100 * score(Rule.LASHER, "lasher", truths, own(truths)).auc(), 0.0005);
    }

    private static Map<String, Truth> lasherTruth() throws IOException {
        return PublishedTruth.read(
                SharedFolder.data("lasher/anno.zip").getParent().getParent(),
                new ObjectMapper().readTree("{\"kind\": \"lasher\", \"ground_truth\": \"lasher/anno.zip\"}"));
    }

    @ParameterizedTest
    @CsvSource({"true, 88.46, 65.39", "false, 87.70, 63.98"})
    void rgbt234(boolean both, double precision, double success) {
        Map<String, Truth> truths = truths("rgbt234", "rgbt234");
        if (!both) {
            truths.replaceAll((name, truth) -> truth.withSecond(truth));
        }
        Measures measures = score(Rule.RGBT234, "rgbt234", truths, results("rgbt234/results/MoETrack", truths));
        assertEquals(precision, 100 * measures.precision(), HALF_OF_LAST_DECIMAL);
        assertEquals(success, 100 * measures.auc(), HALF_OF_LAST_DECIMAL);
    }

    @Test
    void rgbt234AgainstItself() {
        Map<String, Truth> truths = truths("rgbt234", "rgbt234");
        assertEquals(234, truths.size());
        assertEquals(
                95.238,
                100 * score(Rule.RGBT234, "rgbt234", truths, own(truths)).auc(),
                0.0005);
    }

    @Test
    void visEventAgainstItself() {
        Map<String, Truth> truths = truths("visevent", "visevent?split=test");
        assertEquals(320, truths.size());
        Measures measures = score(Rule.VISEVENT, "visevent", truths, own(truths));
        assertEquals(90.170, 100 * measures.precision(), 0.0005);
        assertEquals(85.268, 100 * measures.auc(), 0.0005);
    }

    /** CEUTrack's file has 172 of the 320 sequences; its scores stand by themselves. */
    @Test
    void visEventOfCeuTrack() {
        Map<String, Truth> truths = truths("visevent", "visevent?split=test");
        ResultSet results = ResultSet.open(SharedFolder.data("visevent/results/CEUTrack.zip"));
        Map<String, String> names = NamePairs.of(truths.keySet(), results.names());
        truths.keySet().retainAll(names.keySet());
        assertEquals(172, truths.size());
        Map<String, List<Box>> boxes = new HashMap<>();
        truths.keySet()
                .forEach(name -> boxes.put(name, results.read(names.get(name)).boxes()));
        Measures measures = score(Rule.VISEVENT, "visevent", truths, boxes);
        assertEquals(71.81, 100 * measures.precision(), HALF_OF_LAST_DECIMAL);
        assertEquals(53.48, 100 * measures.auc(), HALF_OF_LAST_DECIMAL);
    }

    private static Map<String, Truth> truths(String folder, String spec) {
        String path = SharedFolder.data(folder).getParent().toAbsolutePath() + "/" + spec;
        Map<String, Truth> truths = new HashMap<>();
        for (Sequence sequence :
                Datasets.open(DataSpec.parse(folder + ":" + path)).sequences()) {
            truths.put(sequence.name(), sequence.truth());
        }
        return truths;
    }

    private static Map<String, List<Box>> results(String file, Map<String, Truth> truths) {
        ResultSet results = ResultSet.open(SharedFolder.data(file));
        Map<String, String> names = NamePairs.of(truths.keySet(), results.names());
        assertTrue(names.keySet().containsAll(truths.keySet()), "every sequence has results");
        Map<String, List<Box>> boxes = new HashMap<>();
        names.forEach((name, own) -> boxes.put(name, results.read(own).boxes()));
        return boxes;
    }

    private static Map<String, List<Box>> own(Map<String, Truth> truths) {
        Map<String, List<Box>> own = new HashMap<>();
        truths.forEach((name, truth) -> own.put(name, truth.boxes()));
        return own;
    }

    private static Measures score(
            Rule rule, String dataset, Map<String, Truth> truths, Map<String, List<Box>> results) {
        List<SequenceScore> scores = new ArrayList<>();
        truths.forEach((name, truth) -> scores.add(SequenceScore.of(
                rule,
                new Tracked(name, truth, results.get(name), Benchmark.quirksOf(dataset), () -> new FrameSize(1, 1)))));
        return DatasetScore.of(dataset, rule, scores).measures();
    }
}
