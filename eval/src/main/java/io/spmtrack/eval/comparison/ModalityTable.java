package io.spmtrack.eval.comparison;

import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.eval.synthetic.pair.PairName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The mean overlap of several trackers on generated pairs, by modality and by whether a camera is blind for a while. */
final class ModalityTable {
    private ModalityTable() {}

    /** @return empty where no sequence is a generated pair */
    static Optional<TextTable> of(Map<String, List<DatasetScore>> scores) {
        Map<String, List<String>> groups = groups(scores.values().iterator().next());
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        List<String> titles = new ArrayList<>(List.of("generated pairs", "sequences"));
        titles.addAll(scores.keySet());
        TextTable table = new TextTable(1, titles.toArray(String[]::new));
        groups.forEach((group, sequences) -> {
            List<String> row = new ArrayList<>(List.of(group, Integer.toString(sequences.size())));
            scores.values().forEach(each -> row.add(mean(each, sequences)));
            table.add(row.toArray(String[]::new));
        });
        return Optional.of(table);
    }

    private static Map<String, List<String>> groups(List<DatasetScore> scores) {
        Map<String, List<String>> groups = new TreeMap<>();
        scores.stream()
                .map(DatasetScore::perSequence)
                .flatMap(Collection::stream)
                .map(SequenceScore::name)
                .forEach(name -> PairName.of(name)
                        .ifPresent(pair -> List.of("", pair.blind() ? ", one camera blind" : ", both good")
                                .forEach(rest -> groups.computeIfAbsent(pair.modality() + rest, _ -> new ArrayList<>())
                                        .add(name))));
        return groups;
    }

    private static String mean(List<DatasetScore> scores, List<String> sequences) {
        return scores.stream()
                .flatMap(score -> score.on(sequences).stream())
                .findFirst()
                .map(measures -> String.format(Locale.ROOT, "%.1f", 100 * measures.ao()))
                .orElse("-");
    }
}
