package io.spmtrack.eval.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

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
 * @param pValue of the two-sided Wilcoxon signed-rank test: how probable ranks at least as one-sided are if neither tracker is
 *     better; 1 where all pairs are equal
 */
public record PairedDifference(
        Measure measure, int sequences, double mean, Interval interval, int wins, int losses, double pValue) {

    /** Pairs the scores of two trackers by the names of the sequences, as {@link #of(Measure, Map, Map)} does. */
    public static PairedDifference of(Measure measure, List<SequenceScore> first, List<SequenceScore> second) {
        return of(measure, byName(first), byName(second));
    }

    /**
     * Pairs the measures of two trackers by the names of the sequences.
     *
     * @throws IllegalArgumentException if the names differ, or the measure is not defined for a sequence
     */
    public static PairedDifference of(Measure measure, Map<String, Measures> first, Map<String, Measures> second) {
        if (first.isEmpty() || !first.keySet().equals(second.keySet())) {
            throw new IllegalArgumentException(
                    "not the same sequences: " + first.size() + " and " + second.size() + " scores");
        }
        double[] differences = new double[first.size()];
        int pair = 0;
        for (var each : first.entrySet()) {
            double difference = measure.in(each.getValue()) - measure.in(second.get(each.getKey()));
            if (Double.isNaN(difference)) {
                throw new IllegalArgumentException(measure + " is not defined for sequence " + each.getKey());
            }
            differences[pair++] = difference;
        }
        return of(measure, differences);
    }

    private static Map<String, Measures> byName(List<SequenceScore> scores) {
        Map<String, Measures> byName = new LinkedHashMap<>();
        for (SequenceScore score : scores) {
            if (byName.put(score.name(), score.measures()) != null) {
                throw new IllegalArgumentException("two scores for sequence " + score.name());
            }
        }
        return byName;
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
                measure,
                differences.length,
                sum / differences.length,
                Bootstrap.mean(differences),
                wins,
                losses,
                wins + losses == 0 ? 1 : signedRank(differences));
    }

    /** Exact for few pairs without ties, otherwise by the normal approximation. Equal pairs leave the test (Wilcoxon 1945). */
    private static double signedRank(double[] differences) {
        double[] unequal = Arrays.stream(differences).filter(each -> each != 0).toArray();
        return WilcoxonSignedRankTest.withDefaults().test(unequal).getPValue();
    }
}
