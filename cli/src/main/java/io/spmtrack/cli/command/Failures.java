package io.spmtrack.cli.command;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.FrameOverlaps;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in words where a tracker loses its target in one sequence. */
final class Failures {
    private static final double FAILED = 0.1;
    private static final double GOOD = 0.5;
    private static final int SHOWN = 5;

    private Failures() {}

    /** Frames {@code from} to {@code to}, both included, in which the overlap is below {@link #FAILED}. */
    private record Stretch(int from, int to) {
        int frames() {
            return to - from + 1;
        }
    }

    static String text(String tracker, Sequence sequence, SequenceResult result) {
        List<Box> boxes = result.startingAt(sequence.truth().box(0)).boxes();
        double[] overlaps = FrameOverlaps.of(sequence.truth(), boxes);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s on %s: %d frames, %d result rows, %d frames without a true box%n",
                tracker,
                sequence.name(),
                sequence.size(),
                boxes.size(),
                count(overlaps, Double.NaN, Double.NaN)));
        text.append(String.format(
                Locale.ROOT,
                "overlap: above %.1f in %d frames, below %.1f in %d%n",
                GOOD,
                count(overlaps, GOOD, 2),
                FAILED,
                count(overlaps, -1, FAILED)));
        List<Stretch> lost = lost(overlaps);
        lost.stream()
                .sorted(Comparator.comparingInt(Stretch::frames).reversed())
                .limit(SHOWN)
                .forEach(stretch -> text.append(line(stretch, sequence, boxes)));
        return text.append(lost.isEmpty() ? "never lost\n" : "").toString();
    }

    /** How many overlaps lie between two bounds; with NaN for both, how many are unknown. */
    private static long count(double[] overlaps, double above, double below) {
        long count = 0;
        for (double overlap : overlaps) {
            boolean counted = Double.isNaN(above) ? Double.isNaN(overlap) : overlap > above && overlap < below;
            count += counted ? 1 : 0;
        }
        return count;
    }

    /** Stretches without overlap; unknown frames neither begin nor end one. */
    private static List<Stretch> lost(double[] overlaps) {
        List<Stretch> stretches = new ArrayList<>();
        int from = -1;
        int last = -1;
        for (int frame = 0; frame < overlaps.length; frame++) {
            if (overlaps[frame] < FAILED) {
                from = from < 0 ? frame : from;
                last = frame;
            } else if (from >= 0 && !Double.isNaN(overlaps[frame])) {
                stretches.add(new Stretch(from, last));
                from = -1;
            }
        }
        if (from >= 0) {
            stretches.add(new Stretch(from, last));
        }
        return stretches;
    }

    private static String line(Stretch stretch, Sequence sequence, List<Box> boxes) {
        return String.format(
                Locale.ROOT,
                "lost in frames %d to %d (%d): the target is at %s, the tracker at %s%n",
                stretch.from(),
                stretch.to(),
                stretch.frames(),
                box(sequence.truth().box(stretch.from())),
                box(boxes.get(stretch.from())));
    }

    private static String box(Box box) {
        return String.format(Locale.ROOT, "%.0f,%.0f,%.0f,%.0f", box.x1(), box.y1(), box.width(), box.height());
    }
}
