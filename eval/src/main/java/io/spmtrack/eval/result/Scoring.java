package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.InOrder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.metric.RuleSwitch;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.metric.Tracked;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Scores the results of one tracker against the true boxes, data set by data set. */
public final class Scoring {

    private Scoring() {}

    /**
     * Scores every sequence that {@link #scorable can be}.
     *
     * @param rule name of a rule, or {@code official} for that of each data set ({@link Benchmark#rule})
     * @param results of a sequence, asked for by several threads at once
     * @return one score for each data set, in the order of the sequences; data sets without a sequence that can be
     *     scored have none
     * @throws InputException if the rule does not fit a data set or the results a sequence
     */
    public static List<DatasetScore> score(
            String rule, List<Sequence> sequences, Function<Sequence, SequenceResult> results) {
        List<Sequence> scorable =
                sequences.stream().filter(each -> scorable(rule, each)).toList();
        List<SequenceScore> each = InOrder.map(scorable, sequence -> score(rule, sequence, results));
        Map<String, List<SequenceScore>> scores = new LinkedHashMap<>();
        for (int i = 0; i < scorable.size(); i++) {
            scores.computeIfAbsent(scorable.get(i).dataset(), name -> new ArrayList<>())
                    .add(each.get(i));
        }
        List<DatasetScore> datasets = new ArrayList<>();
        scores.forEach((name, all) -> datasets.add(DatasetScore.of(name, Benchmark.rule(rule, name), all)));
        return datasets;
    }

    /** The score of one sequence that can be scored, under the rule that {@link #score(String, List, Function)} takes for it. */
    public static SequenceScore score(String name, Sequence sequence, Function<Sequence, SequenceResult> results) {
        Rule rule = Benchmark.rule(name, sequence.dataset());
        Tracked tracked = tracked(sequence, results.apply(sequence));
        if (results instanceof PairedResults files) {
            try {
                return SequenceScore.of(rule, tracked);
            } catch (InputException e) {
                throw new InputException(files.row(sequence, sequence.truth().size()) + ": " + e.getMessage(), e);
            }
        }
        return SequenceScore.of(rule, tracked);
    }

    private static Tracked tracked(Sequence sequence, SequenceResult result) {
        return Tracked.of(
                sequence, result.startingAt(sequence.truth().box(0)).boxes(), Benchmark.quirksOf(sequence.dataset()));
    }

    /**
     * What a tracker that is always right reports: the true boxes, and the last one known where there is none. Its score is what
     * a rule lets anyone reach.
     */
    public static SequenceResult perfect(Sequence sequence) {
        List<Box> boxes = new ArrayList<>();
        Box last = sequence.truth().box(0);
        for (Box box : sequence.truth().boxes()) {
            last = box.valid() ? box : last;
            boxes.add(last);
        }
        return SequenceResult.ofBoxes(sequence.name(), boxes);
    }

    /**
     * How the scores of each data set change from one rule to another, one convention at a time. Sequences of which one of the
     * rules counts no frame are left out.
     */
    public static Map<String, List<RuleSwitch>> between(
            String first, String second, List<Sequence> sequences, Function<Sequence, SequenceResult> results) {
        Map<String, List<Tracked>> byDataset = new LinkedHashMap<>();
        for (Sequence sequence : sequences) {
            if (scorable(first, sequence) && scorable(second, sequence)) {
                byDataset
                        .computeIfAbsent(sequence.dataset(), name -> new ArrayList<>())
                        .add(tracked(sequence, results.apply(sequence)));
            }
        }
        Map<String, List<RuleSwitch>> switches = new LinkedHashMap<>();
        byDataset.forEach((name, tracked) -> switches.put(
                name, RuleSwitch.between(Benchmark.rule(first, name), Benchmark.rule(second, name), tracked)));
        return switches;
    }

    /**
     * Whether the true boxes of a sequence are public and the rule counts at least one of its frames.
     *
     * @throws InputException if the rule does not fit the data set
     */
    public static boolean scorable(String rule, Sequence sequence) {
        return Tracked.scorable(sequence.truth())
                && Benchmark.rule(rule, sequence.dataset()).counts(sequence.truth());
    }

    /**
     * What to say of sequences with public boxes of which the rule counts no frame: they have no score, and are in none.
     *
     * @return one sentence for each data set that has such sequences
     */
    public static List<String> undefined(String rule, List<Sequence> sequences) {
        Map<String, List<String>> undefined = new LinkedHashMap<>();
        for (Sequence sequence : sequences) {
            if (Tracked.scorable(sequence.truth()) && !scorable(rule, sequence)) {
                undefined
                        .computeIfAbsent(sequence.dataset(), name -> new ArrayList<>())
                        .add(sequence.name());
            }
        }
        List<String> sentences = new ArrayList<>();
        undefined.forEach((dataset, names) -> sentences.add(dataset + ": rule " + Benchmark.rule(rule, dataset)
                + " counts no frame of " + names.size()
                + (names.size() == 1 ? " sequence, " : " sequences, the first is ")
                + names.getFirst() + "; not scored"));
        return sentences;
    }
}
