package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The curves of a training.
 *
 * @param name of the run
 * @param curves one for each {@link Quantity} that is known
 */
public record TrainingRun(String name, List<Curve> curves) {
    public TrainingRun {
        curves = List.copyOf(curves);
    }

    /** What a curve shows over the steps. */
    public enum Quantity {
        LOSS("Loss"),
        BOX("Validation box loss"),
        AVERAGE_BOX("Validation box loss of averaged weights"),
        OVERLAP("Mean overlap in tracking tests"),
        LEARNING_RATE("Learning rate"),
        GRADIENT_NORM("Gradient norm before clipping"),
        DATA_WAIT("Share of time spent waiting for data"),
        MILLISECONDS("Milliseconds a step"),
        EXPERT_LOAD("Load of the busiest expert, mean over layers");

        private final String title;

        Quantity(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /**
     * One of them.
     *
     * @param points by step
     */
    public record Curve(Quantity quantity, List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }

        /** The same with at most so many points: means of equal stretches, where each has several. */
        public static Curve of(Quantity quantity, List<Point> points, int most) {
            List<Point> kept = new ArrayList<>();
            int stretches = Math.min(most, points.size());
            for (int i = 0; i < stretches; i++) {
                int from = Math.toIntExact((long) i * points.size() / stretches);
                int to = Math.toIntExact((i + 1L) * points.size() / stretches);
                List<Point> part = points.subList(from, to);
                double mean = part.stream().mapToDouble(Point::value).average().orElse(Double.NaN);
                kept.add(new Point(part.getLast().step(), mean));
            }
            return new Curve(quantity, kept);
        }
    }

    /** A finite value after a step. */
    public record Point(long step, double value) {
        public Point {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("step " + step + ": " + value + " is not finite");
            }
        }
    }
}
