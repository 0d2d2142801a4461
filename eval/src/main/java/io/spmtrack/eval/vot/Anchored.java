package io.spmtrack.eval.vot;

import java.util.ArrayList;
import java.util.List;

/**
 * The measures of the VOT toolkit for runs from anchors: a run fails when ten frames in a row, in which the target is visible,
 * overlap by 0.1 or less. Accuracy is the mean overlap before failures, robustness the share of frames before them, EAO the
 * mean of the curve of expected overlaps over 115 to 755 frames.
 */
public record Anchored(double eao, double accuracy, double robustness) {
    private static final int GRACE = 10;
    private static final double THRESHOLD = 0.1;
    private static final int LOW = 115;
    private static final int HIGH = 755;

    /**
     * A run from one anchor to an end of the sequence.
     *
     * @param overlaps of each frame, the anchor first
     * @param visible whether the frame has a true region
     */
    public record Run(double[] overlaps, boolean[] visible) {
        public Run {
            if (overlaps.length != visible.length || overlaps.length == 0) {
                throw new IllegalArgumentException("a run has an overlap for each frame");
            }
            overlaps = overlaps.clone();
            visible = visible.clone();
        }

        int length() {
            return overlaps.length;
        }

        /** Number of frames before the failure, all without one. */
        int progress() {
            int grace = GRACE;
            for (int frame = 0; frame < overlaps.length; frame++) {
                grace = overlaps[frame] <= THRESHOLD && visible[frame] ? grace - 1 : GRACE;
                if (grace == 0) {
                    return frame + 1 - GRACE;
                }
            }
            return overlaps.length;
        }

        /** Sum of the overlaps before the failure. */
        double sum() {
            double sum = 0;
            int progress = progress();
            for (int frame = 0; frame < progress; frame++) {
                sum += overlaps[frame];
            }
            return sum;
        }
    }

    /**
     * The runs of one sequence.
     *
     * @param frames of the whole sequence, its weight in the robustness
     */
    public record Runs(int frames, List<Run> runs) {
        public Runs {
            runs = List.copyOf(runs);
            if (runs.isEmpty()) {
                throw new IllegalArgumentException("a sequence has an anchor");
            }
        }
    }

    /** The score of a tracker. */
    public static Anchored of(List<Runs> sequences) {
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

    /** The curve: at j the mean over runs of their mean overlap in frames 1 to j. Runs that ended sooner without failing are left out. */
    private static final class Expectation {
        private final double[] sums = new double[HIGH];
        private final double[] runs = new double[HIGH];

        void add(Run run) {
            int progress = run.progress();
            boolean failed = progress < run.length();
            double sum = 0;
            for (int j = 1; j < HIGH; j++) {
                if (j < run.length()) {
                    sum += j < progress ? run.overlaps()[j] : 0;
                    sums[j] += sum / j;
                    runs[j]++;
                } else if (failed) {
                    sums[j] += sum / (j - 1);
                    runs[j]++;
                }
            }
        }

        double mean() {
            List<Double> curve = new ArrayList<>();
            for (int j = LOW; j < HIGH; j++) {
                curve.add(runs[j] == 0 ? 0 : sums[j] / runs[j]);
            }
            return curve.stream().mapToDouble(each -> each).average().orElse(Double.NaN);
        }
    }
}
