package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.metric.Tracked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Scores the results of one tracker against the true boxes, data set by data set. */
public final class Scoring {

    private Scoring() {}

    /**
     * Scores every sequence whose true boxes are public.
     *
     * @param rule name of a rule, or {@code official} for that of each data set ({@link Rule#of})
     * @param results of a sequence
     * @return one score for each data set, in the order of the sequences; data sets with withheld boxes have none
     * @throws InputException if the rule does not fit a data set or the results a sequence
     */
    public static List<DatasetScore> score(
            String rule, List<Sequence> sequences, Function<Sequence, SequenceResult> results) {
        Map<String, List<SequenceScore>> scores = new LinkedHashMap<>();
        for (Sequence sequence : sequences) {
            if (Tracked.scorable(sequence.truth())) {
                SequenceResult result =
                        results.apply(sequence).startingAt(sequence.truth().box(0));
                scores.computeIfAbsent(sequence.dataset(), name -> new ArrayList<>())
                        .add(SequenceScore.of(Rule.of(rule, sequence.dataset()), Tracked.of(sequence, result.boxes())));
            }
        }
        List<DatasetScore> datasets = new ArrayList<>();
        scores.forEach((name, each) -> datasets.add(DatasetScore.of(name, Rule.of(rule, name), each)));
        return datasets;
    }

    /**
     * The results a set of files holds for each sequence, paired by name ({@link NamePairs}).
     *
     * @throws InputException if there are none for a sequence, naming the first
     */
    public static Function<Sequence, SequenceResult> from(ResultSet set, List<Sequence> sequences) {
        List<String> names = sequences.stream().map(Sequence::name).toList();
        Map<String, String> pairs = NamePairs.of(names, set.names());
        List<String> missing =
                names.stream().filter(name -> !pairs.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(set.tracker() + ": no results for " + missing.size() + " of " + names.size()
                    + " sequences, the first is " + missing.getFirst()
                    + "; add them, or choose others with ?sequences=");
        }
        return sequence -> set.read(pairs.get(sequence.name()));
    }
}
