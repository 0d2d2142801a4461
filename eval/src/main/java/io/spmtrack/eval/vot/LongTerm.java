package io.spmtrack.eval.vot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The long-term measures of the VOT toolkit: tracking precision and recall at thresholds on the confidence, averaged over
 * sequences; what counts is the threshold of the largest F.
 *
 * @param thresholds from high to low
 * @param best index of the largest F
 */
public record LongTerm(List<Double> thresholds, List<Double> precisions, List<Double> recalls, int best) {
    private static final int THRESHOLDS = 100;

    public LongTerm {
        thresholds = List.copyOf(thresholds);
        precisions = List.copyOf(precisions);
        recalls = List.copyOf(recalls);
    }

    /**
     * One sequence.
     *
     * @param overlaps with the true region of each frame, 0 where there is none
     * @param confidences of each frame, NaN where the tracker gave none
     * @param visible number of frames with a true region
     */
    public record Run(double[] overlaps, double[] confidences, int visible) {
        public Run {
            if (overlaps.length != confidences.length || visible <= 0) {
                throw new IllegalArgumentException("a run has a confidence for each overlap, and a visible target");
            }
            overlaps = overlaps.clone();
            confidences = confidences.clone();
        }
    }

    /** The score of a tracker. */
    public static LongTerm of(List<Run> runs) {
        List<Double> thresholds = thresholds(runs);
        List<Double> precisions = new ArrayList<>();
        List<Double> recalls = new ArrayList<>();
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < thresholds.size(); i++) {
            double threshold = thresholds.get(i);
            precisions.add(runs.stream()
                    .mapToDouble(run -> precision(run, threshold))
                    .average()
                    .orElse(Double.NaN));
            recalls.add(runs.stream()
                    .mapToDouble(run -> recall(run, threshold))
                    .average()
                    .orElse(Double.NaN));
            double f = f(precisions.get(i), recalls.get(i));
            if (f > highest) {
                highest = f;
                best = i;
            }
        }
        return new LongTerm(thresholds, precisions, recalls, best);
    }

    /** Infinity, quantiles of all confidences, minus infinity. */
    private static List<Double> thresholds(List<Run> runs) {
        List<Double> all = new ArrayList<>();
        for (Run run : runs) {
            for (double confidence : run.confidences()) {
                if (!Double.isNaN(confidence)) {
                    all.add(confidence);
                }
            }
        }
        all.sort(Collections.reverseOrder());
        List<Double> chosen = new ArrayList<>(List.of(Double.POSITIVE_INFINITY));
        chosen.addAll(all.size() > THRESHOLDS - 2 ? quantiles(all) : all);
        chosen.add(Double.NEGATIVE_INFINITY);
        return chosen;
    }

    private static List<Double> quantiles(List<Double> sorted) {
        int count = THRESHOLDS - 2;
        int first = sorted.size() / count;
        double step = (sorted.size() - 2.0 * first) / (count - 1);
        List<Double> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = (int) Math.rint(i == count - 1 ? sorted.size() - first : first + i * step);
            chosen.add(sorted.get(index));
        }
        return chosen;
    }

    private static double precision(Run run, double threshold) {
        int kept = 0;
        double sum = 0;
        for (int frame = 0; frame < run.overlaps.length; frame++) {
            if (run.confidences[frame] >= threshold) {
                kept++;
                sum += run.overlaps[frame];
            }
        }
        return kept == 0 ? 1 : sum / kept;
    }

    private static double recall(Run run, double threshold) {
        double sum = 0;
        for (int frame = 0; frame < run.overlaps.length; frame++) {
            sum += run.confidences[frame] >= threshold ? run.overlaps[frame] : 0;
        }
        return sum / run.visible();
    }

    private static double f(double precision, double recall) {
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** Precision at the best threshold. */
    public double precision() {
        return precisions.get(best);
    }

    /** Recall at the best threshold. */
    public double recall() {
        return recalls.get(best);
    }

    /** The largest F. */
    public double f() {
        return f(precision(), recall());
    }
}
