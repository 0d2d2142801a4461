package io.spmtrack.eval.report;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.FrameOverlaps;
import io.spmtrack.eval.metric.SequenceScore;
import io.spmtrack.eval.observed.ExpertLoad;
import io.spmtrack.eval.observed.StageTimes;
import io.spmtrack.eval.result.Scoring;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One sequence with what each run did in it: all that a report needs of its frames, in one pass over them.
 *
 * @param runs in their order
 */
record Viewed(Sequence sequence, List<OfRun> runs) {
    private static final int TRACE_POINTS = 240;

    Viewed {
        runs = List.copyOf(runs);
    }

    /**
     * @param trace overlap over time, means of equal stretches
     * @param framesPerSecond NaN without times
     * @param seconds of each frame; empty without times
     * @param stages of each frame, where they were recorded
     * @param experts gates by layer, where they were recorded; empty otherwise
     */
    record OfRun(
            SequenceScore score,
            List<Double> trace,
            double framesPerSecond,
            List<Double> seconds,
            Optional<StageTimes> stages,
            Map<String, List<Double>> experts) {
        OfRun {
            trace = List.copyOf(trace);
            seconds = List.copyOf(seconds);
        }
    }

    static Viewed of(String rule, Sequence sequence, List<Reports.Run> runs) {
        List<OfRun> each = new ArrayList<>();
        for (Reports.Run run : runs) {
            SequenceResult result = started(sequence, run);
            each.add(new OfRun(
                    Scoring.score(rule, sequence, run.results()),
                    thinned(FrameOverlaps.of(sequence.truth(), result.boxes())),
                    result.framesPerSecond(),
                    result.timed()
                            ? result.frames().stream()
                                    .map(TrackedFrame::seconds)
                                    .toList()
                            : List.of(),
                    run.stages(sequence),
                    run.experts(sequence).map(ExpertLoad::layers).orElse(Map.of())));
        }
        return new Viewed(sequence, each);
    }

    private static SequenceResult started(Sequence sequence, Reports.Run run) {
        return run.results().apply(sequence).startingAt(sequence.truth().box(0));
    }

    /** Without pictures. */
    Report.Clip clip(List<Reports.Run> all) {
        List<Report.Trace> traces = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            traces.add(new Report.Trace(all.get(i).tracker(), runs.get(i).trace()));
        }
        return new Report.Clip(sequence.name(), sequence.size(), traces, List.of(), "");
    }

    /** @param allowance characters that the pictures may have together */
    List<Report.Picture> pictures(List<Reports.Run> all, long allowance) {
        Map<String, List<Box>> boxes = new LinkedHashMap<>();
        List<double[]> overlaps = new ArrayList<>();
        for (Reports.Run run : all) {
            List<Box> predicted = started(sequence, run).boxes();
            boxes.put(run.tracker(), predicted);
            overlaps.add(FrameOverlaps.of(sequence.truth(), predicted));
        }
        return Pictures.of(sequence, boxes, overlaps, allowance);
    }

    private static List<Double> thinned(double[] overlaps) {
        int points = Math.min(TRACE_POINTS, overlaps.length);
        List<Double> means = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            int from = (int) ((long) point * overlaps.length / points);
            int to = (int) ((point + 1L) * overlaps.length / points);
            means.add(mean(overlaps, from, to));
        }
        return means;
    }

    private static double mean(double[] overlaps, int from, int to) {
        double sum = 0;
        int count = 0;
        for (int frame = from; frame < to; frame++) {
            if (!Double.isNaN(overlaps[frame])) {
                sum += overlaps[frame];
                count++;
            }
        }
        return count == 0 ? Double.NaN : Math.round(sum / count * 1e4) / 1e4;
    }
}
