package io.spmtrack.eval.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much better one tracker is than another on the same sequences. Pairing removes the difficulty of the sequences
 * from the uncertainty.
 *
 * @param measure what was compared
 * @param sequences number of pairs
 * @param mean first tracker less second one
 * @param interval 95 % bootstrap interval of the mean over sequences
 * @param wins sequences on which the first tracker is strictly better
 * @param losses sequences on which it is strictly worse
 */
public record PairedDifference(Measure measure, int sequences, double mean, Interval interval, int wins, int losses) {

    /**
     * Pairs sequences by name.
     *
     * @throws IllegalArgumentException if the two lists do not hold the same names, or the measure is not defined
     */
    public static PairedDifference of(Measure measure, List<SequenceScore> first, List<SequenceScore> second) {
        Map<String, SequenceScore> others = new HashMap<>();
        second.forEach(score -> others.put(score.name(), score));
        if (first.isEmpty() || first.size() != second.size() || others.size() != second.size()) {
            throw new IllegalArgumentException(
                    "not the same sequences: " + first.size() + " and " + second.size() + " scores");
        }
        double[] differences = new double[first.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = difference(measure, first.get(i), others);
        }
        return of(measure, differences);
    }

    private static double difference(Measure measure, SequenceScore score, Map<String, SequenceScore> others) {
        SequenceScore other = others.get(score.name());
        if (other == null) {
            throw new IllegalArgumentException("sequence " + score.name() + " was scored for one tracker only");
        }
        double difference = measure.in(score.measures()) - measure.in(other.measures());
        if (Double.isNaN(difference)) {
            throw new IllegalArgumentException(measure + " is not defined for sequence " + score.name());
        }
        return difference;
    }

    private static PairedDifference of(Measure measure, double[] differences) {
        double sum = 0;
        int wins = 0;
        int losses = 0;
        for (double difference : differences) {
            sum += difference;
            wins += difference > 0 ? 1 : 0;
            losses += difference < 0 ? 1 : 0;
        }
        return new PairedDifference(
                measure, differences.length, sum / differences.length, Bootstrap.mean(differences), wins, losses);
    }
}
