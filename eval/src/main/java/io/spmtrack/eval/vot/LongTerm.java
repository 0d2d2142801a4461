package io.spmtrack.eval.vot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * The long-term measures (experiments of the type unsupervised): tracking precision and recall at thresholds on the
 * confidence, averaged over runs, then sequences; what counts is the threshold of the largest F.
 * Frames in which neither the tracker nor the truth has a region overlap by 1, so recall may exceed 1.
 *
 * @param threshold below which frames are left out
 */
public record LongTerm(double precision, double recall, double f, double threshold) implements VotScore {
    private static final int THRESHOLDS = 100;

    /**
     * A run.
     *
     * @param overlaps with the true region of each frame
     * @param confidences of each frame, NaN where the tracker gave none
     * @param visible number of frames with a true region
     */
    record Run(double[] overlaps, double[] confidences, int visible) {
        private double kept(double threshold, IntToDoubleFunction value) {
            double sum = 0;
            for (int frame = 0; frame < overlaps.length; frame++) {
                sum += confidences[frame] >= threshold ? value.applyAsDouble(frame) : 0;
            }
            return sum;
        }

        double precision(double threshold) {
            double frames = kept(threshold, frame -> 1);
            return frames == 0 ? 1 : kept(threshold, frame -> overlaps[frame]) / frames;
        }

        double recall(double threshold) {
            return kept(threshold, frame -> overlaps[frame]) / visible;
        }
    }

    /**
     * The score of a tracker.
     *
     * @param sequences the runs of each, at least one
     */
    static LongTerm of(List<List<Run>> sequences) {
        LongTerm best = new LongTerm(0, 0, Double.NEGATIVE_INFINITY, 0);
        for (double threshold : thresholds(sequences)) {
            double precision = mean(sequences, run -> run.precision(threshold));
            double recall = mean(sequences, run -> run.recall(threshold));
            double f = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
            best = f > best.f ? new LongTerm(precision, recall, f, threshold) : best;
        }
        return best;
    }

    private static double mean(List<List<Run>> sequences, ToDoubleFunction<Run> value) {
        return sequences.stream()
                .mapToDouble(runs -> runs.stream().mapToDouble(value).average().orElseThrow())
                .average()
                .orElseThrow();
    }

    /** Infinity, quantiles of all confidences, minus infinity. */
    static List<Double> thresholds(List<List<Run>> sequences) {
        List<Double> all = new ArrayList<>();
        for (List<Run> runs : sequences) {
            for (Run run : runs) {
                for (double confidence : run.confidences()) {
                    if (!Double.isNaN(confidence)) {
                        all.add(confidence);
                    }
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
        int last = sorted.size() - first;
        double step = (double) (last - first) / (count - 1);
        List<Double> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(sorted.get((int) Math.rint(i == count - 1 ? last : first + i * step)));
        }
        return chosen;
    }

    @Override
    public Map<String, Double> measures() {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("Pr", precision);
        measures.put("Re", recall);
        measures.put("F", f);
        return measures;
    }
}
