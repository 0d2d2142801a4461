package io.spmtrack.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Quirks;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.model.image.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {

    @Test
    void columnsAlignWhateverTheScript() {
        String table = new TextTable(1, "name", "AUC")
                .add("bird", "5.0")
                .add("追跡", "12.5")
                .add("e\u0301te\u0301", "7.0")
                .add("a\tb", "1.0")
                .toString();
        List<String> lines = table.lines().toList();
        assertEquals("name   AUC", lines.getFirst());
        assertEquals("----------", lines.get(1));
        for (String line : lines) {
            assertEquals(10, TextTable.width(line), line);
        }
        assertTrue(table.contains("a?b"));
        assertThrows(IllegalArgumentException.class, () -> new TextTable(1, "a").add("1", "2"));
    }

    @Test
    void scoresInPerCent() {
        List<Box> boxes = List.of(new Box(1, 1, 5, 5), new Box(2, 2, 6, 6));
        SequenceScore score = SequenceScore.of(
                Rule.OTB_MATLAB, new Tracked("Bird", Truth.of(boxes), boxes, Quirks.NONE, () -> new FrameSize(9, 9)));
        DatasetScore dataset = DatasetScore.of("otb", Rule.OTB_MATLAB, List.of(score));
        String table = ScoreTable.of(List.of(new ScoreTable.Line("tiny", dataset, 12.34)));
        assertTrue(
                table.lines()
                        .toList()
                        .getLast()
                        .matches("tiny +otb +otb-matlab +1 +95\\.2 +- +100\\.0 +- +100\\.0.*12\\.3"),
                table);
        assertTrue(ScoreTable.perSequence(dataset).contains("Bird"));
    }
}
