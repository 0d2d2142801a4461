package io.spmtrack.eval.metric;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The score of one tracker on a data set: the unweighted mean over sequences, except for GOT-10k, whose toolkit pools
 * the frames of all sequences.
 *
 * @param name of the data set
 * @param frames ground truth rows of all sequences
 * @param aucInterval 95 % bootstrap interval of the AUC over sequences; unknown for fewer than two
 * @param perSequence in the order they were given
 */
public record DatasetScore(
        String name,
        Rule rule,
        long frames,
        Measures measures,
        Interval aucInterval,
        Curves curves,
        List<SequenceScore> perSequence) {

    public DatasetScore {
        perSequence = List.copyOf(perSequence);
    }

    /** @param scores of one data set under one rule, at least one {@link SequenceScore#defined defined} */
    public static DatasetScore of(String name, Rule rule, List<SequenceScore> scores) {
        List<SequenceScore> defined =
                scores.stream().filter(SequenceScore::defined).toList();
        if (defined.isEmpty()) {
            throw new IllegalArgumentException(name + ": no sequence has a frame that counts");
        }
        double[] weights = weights(rule.conventions(), defined);
        Curves curves = Curves.mean(defined.stream().map(SequenceScore::curves).toList(), weights);
        Measures measures = Measures.of(rule.conventions(), curves, mean(defined, weights));
        double[] auc =
                defined.stream().mapToDouble(score -> score.measures().auc()).toArray();
        long frames = scores.stream().mapToLong(SequenceScore::frames).sum();
        return new DatasetScore(name, rule, frames, measures, Bootstrap.mean(auc, weights), curves, scores);
    }

    /** The measures on some of the sequences, empty if none of them is defined. */
    public Optional<Measures> on(Collection<String> sequences) {
        List<SequenceScore> chosen = perSequence.stream()
                .filter(score -> score.defined() && sequences.contains(score.name()))
                .toList();
        return chosen.isEmpty() ? Optional.empty() : Optional.of(measures(rule.conventions(), chosen));
    }

    /** The measures of a data set under conventions that need not be those of a rule. */
    static Measures measures(Conventions conventions, List<SequenceScore> scores) {
        List<SequenceScore> defined =
                scores.stream().filter(SequenceScore::defined).toList();
        double[] weights = weights(conventions, defined);
        Curves curves = Curves.mean(defined.stream().map(SequenceScore::curves).toList(), weights);
        return Measures.of(conventions, curves, mean(defined, weights));
    }

    private static double[] weights(Conventions conventions, List<SequenceScore> scores) {
        return scores.stream()
                .mapToDouble(score -> conventions.pooled() ? score.counted() : 1)
                .toArray();
    }

    private static double mean(List<SequenceScore> scores, double[] weights) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * scores.get(i).measures().ao();
            total += weights[i];
        }
        return sum / total;
    }
}
