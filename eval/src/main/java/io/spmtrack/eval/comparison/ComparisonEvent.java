package io.spmtrack.eval.comparison;

import io.spmtrack.eval.report.ScoreTable;
import io.spmtrack.eval.report.TextTable;
import java.util.List;
import java.util.Optional;

/** What a comparison tells while it runs. */
public sealed interface ComparisonEvent {
    /** A tracker begins with so many frames in all. */
    record Started(String tracker, long frames) implements ComparisonEvent {}

    /** That tracker is done with so many frames; the last one was of this sequence. */
    record Tracked(long frames, String sequence) implements ComparisonEvent {}

    /** That tracker is done, or stopped. */
    record Ended() implements ComparisonEvent {}

    /** Something to know that is no result. */
    record Remark(String text) implements ComparisonEvent {}

    /**
     * The scores of all trackers, and a sentence for each data set on how the first one stands to the best other one.
     *
     * @param modalities the mean overlap by modality, where pairs of it were generated
     */
    record Scored(List<ScoreTable.Line> lines, List<String> differences, Optional<TextTable> modalities)
            implements ComparisonEvent {
        public Scored {
            lines = List.copyOf(lines);
            differences = List.copyOf(differences);
        }
    }
}
