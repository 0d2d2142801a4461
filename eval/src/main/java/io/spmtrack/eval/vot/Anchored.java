package io.spmtrack.eval.vot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The measures for runs from anchors (experiments of the toolkit's type multistart): a run fails when ten frames in a row, in
 * which the target is visible, overlap by 0.1 or less. Accuracy is the mean overlap before failures, robustness the share of
 * frames before them, EAO the mean of the curve of expected overlaps from 115 frames up to 754, the last one that the toolkit
 * computes where its stacks say 755.
 */
public record Anchored(double eao, double accuracy, double robustness) implements VotScore {
    private static final int GRACE = 10;
    private static final double THRESHOLD = 0.1;
    private static final int LOW = 115;
    private static final int HIGH = 755;

    /** The frames before the failure of a run from an anchor to an end of the sequence, all without a failure. */
    static int progress(double[] overlaps, boolean[] visible) {
        int grace = GRACE;
        for (int frame = 0; frame < overlaps.length; frame++) {
            grace = overlaps[frame] <= THRESHOLD && visible[frame] ? grace - 1 : GRACE;
            if (grace == 0) {
                return frame + 1 - GRACE;
            }
        }
        return overlaps.length;
    }

    /**
     * A run.
     *
     * @param overlaps of each frame, the anchor first, which counts 0: the tracker is told where the target is
     * @param progress number of frames before the failure
     */
    record Run(double[] overlaps, int progress) {
        static Run of(double[] overlaps, boolean[] visible) {
            return new Run(overlaps.clone(), Anchored.progress(overlaps, visible));
        }

        int length() {
            return overlaps.length;
        }

        boolean failed() {
            return progress < overlaps.length;
        }

        /** The overlap that counts. */
        double overlap(int frame) {
            return frame < progress ? overlaps[frame] : 0;
        }

        double sum() {
            double sum = 0;
            for (int frame = 0; frame < progress; frame++) {
                sum += overlaps[frame];
            }
            return sum;
        }
    }

    /**
     * The runs of one sequence, at least one.
     *
     * @param frames of the whole sequence, its weight in the robustness
     */
    record Runs(int frames, List<Run> runs) {
        Runs {
            runs = List.copyOf(runs);
        }
    }

    /** The score of a tracker. */
    static Anchored of(List<Runs> sequences) {
        double overlaps = 0;
        double tracked = 0;
        double robustness = 0;
        double frames = 0;
        Expectation expectation = new Expectation();
        for (Runs sequence : sequences) {
            double progress = sequence.runs().stream().mapToInt(Run::progress).sum();
            double total = sequence.runs().stream().mapToInt(Run::length).sum();
            overlaps += sequence.runs().stream().mapToDouble(Run::sum).sum();
            tracked += progress;
            robustness += progress / total * sequence.frames();
            frames += sequence.frames();
            sequence.runs().forEach(expectation::add);
        }
        return new Anchored(expectation.mean(), tracked == 0 ? 0 : overlaps / tracked, robustness / frames);
    }

    /**
     * The curve: at j the mean over runs of their mean overlap in frames 1 to j. Runs that failed count on behind their end,
     * as if they were j − 1 frames long; those that ended without failing are left out there.
     */
    private static final class Expectation {
        private final double[] sums = new double[HIGH];
        private final int[] runs = new int[HIGH];

        void add(Run run) {
            double sum = 0;
            for (int j = 1; j < HIGH; j++) {
                if (j < run.length()) {
                    sum += run.overlap(j);
                    sums[j] += sum / j;
                    runs[j]++;
                } else if (run.failed()) {
                    sums[j] += sum / (j - 1);
                    runs[j]++;
                }
            }
        }

        double mean() {
            double sum = 0;
            for (int j = LOW; j < HIGH; j++) {
                sum += runs[j] == 0 ? 0 : sums[j] / runs[j];
            }
            return sum / (HIGH - LOW);
        }
    }

    @Override
    public Map<String, Double> measures() {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("EAO", eao);
        measures.put("A", accuracy);
        measures.put("R", robustness);
        return measures;
    }
}
