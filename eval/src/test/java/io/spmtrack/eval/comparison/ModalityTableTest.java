package io.spmtrack.eval.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Quirks;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.synthetic.pair.PairName;
import io.spmtrack.model.image.Box;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModalityTableTest {
    private static final Box TRUE = new Box(10, 10, 20, 20);
    private static final Box HALF = new Box(10, 10, 20, 15);

    /** @param found the box found in every frame of each sequence, by name */
    private static List<DatasetScore> scores(Map<String, Box> found) {
        List<SequenceScore> scores = found.entrySet().stream()
                .map(entry -> SequenceScore.of(
                        Rule.PLAIN,
                        new Tracked(
                                entry.getKey(),
                                Truth.of(List.of(TRUE, TRUE, TRUE)),
                                List.of(entry.getValue(), entry.getValue(), entry.getValue()),
                                Quirks.NONE,
                                () -> new FrameSize(99, 99))))
                .toList();
        return List.of(DatasetScore.of("synthetic", Rule.PLAIN, scores));
    }

    @Test
    void rowsAreMeansByModalityAndByWhatHappens() {
        Map<String, List<DatasetScore>> scores = new LinkedHashMap<>();
        Map<String, Box> first = new LinkedHashMap<>();
        first.put("0-0000-thermal-night", TRUE);
        first.put("0-0001-depth-clear", TRUE);
        first.put("0-0003-thermal-switch", HALF);
        first.put("0-0006-thermal-clear", HALF);
        scores.put("spmtrack", scores(first));
        Map<String, Box> second = new LinkedHashMap<>(first);
        second.replaceAll((name, box) -> HALF);
        scores.put("visible-only", scores(second));
        assertEquals(
                List.of(
                        "generated pairs            sequences  spmtrack  visible-only",
                        "------------------------------------------------------------",
                        "depth                              1     100.0          50.0",
                        "depth, both good                   1     100.0          50.0",
                        "thermal                            3      66.7          50.0",
                        "thermal, both good                 1      50.0          50.0",
                        "thermal, one camera blind          2      75.0          50.0"),
                ModalityTable.of(scores).orElseThrow().toString().lines().toList());
    }

    @Test
    void otherSequencesHaveNone() {
        assertEquals(Optional.empty(), ModalityTable.of(Map.of("spmtrack", scores(Map.of("0-0001-a-clear", TRUE)))));
        assertEquals(Optional.empty(), PairName.of("0-0000-thermal-noise"));
        assertEquals(Optional.empty(), PairName.of("0-0000"));
    }

    @Test
    void everyGeneratedNameIsUnderstood() {
        Datasets.open(DataSpec.parse("synthetic:?modality=mixed&length=4&limit=30"))
                .sequences()
                .forEach(sequence -> assertTrue(PairName.of(sequence.name()).isPresent(), sequence.name()));
    }
}
