package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Frames of all sequences with the boxes of all trackers: where they differ most, and where the first is worst (SPMTrack paper,
 * figure A.3).
 */
record MomentSection(Report.Dataset dataset, List<String> trackers) {
    private static final int MOST = 6;
    private static final int OF_ONE_SEQUENCE = 2;
    private static final double DIFFERENT = 0.3;
    private static final double FAILED = 0.5;

    private record Moment(String sequence, Report.Picture picture, double rank) {}

    String html() {
        return strip("Where the trackers differ most", MomentSection::spread, DIFFERENT)
                + strip("Where " + (trackers.isEmpty() ? "" : trackers.getFirst()) + " is worst", this::loss, FAILED);
    }

    private String strip(String title, ToDoubleFunction<Report.Picture> rank, double least) {
        List<Moment> moments = new ArrayList<>();
        for (Report.Clip clip : dataset.clips()) {
            for (Report.Picture picture : clip.pictures()) {
                moments.add(new Moment(clip.sequence(), picture, rank.applyAsDouble(picture)));
            }
        }
        moments.removeIf(moment -> !(moment.rank() >= least));
        moments.sort(Comparator.comparingDouble(Moment::rank).reversed());
        StringBuilder figures = new StringBuilder();
        Map<String, Integer> shown = new HashMap<>();
        int count = 0;
        for (Moment moment : moments) {
            if (count < MOST && shown.merge(moment.sequence(), 1, Integer::sum) <= OF_ONE_SEQUENCE) {
                figures.append(ClipSection.picture(moment.picture(), trackers, moment.sequence() + ", "));
                count++;
            }
        }
        return count == 0 ? "" : "<h3>" + Html.text(title) + "</h3><div class=\"strip\">" + figures + "</div>";
    }

    /** Difference of the best and the worst overlap; 0 for one tracker. */
    private static double spread(Report.Picture picture) {
        var overlaps = picture.boxes().stream()
                .filter(box -> !box.tracker().isEmpty() && !Double.isNaN(box.overlap()))
                .mapToDouble(Report.Drawn::overlap)
                .summaryStatistics();
        return overlaps.getCount() < 2 ? 0 : overlaps.getMax() - overlaps.getMin();
    }

    private double loss(Report.Picture picture) {
        return picture.boxes().stream()
                .filter(box -> !trackers.isEmpty() && box.tracker().equals(trackers.getFirst()))
                .mapToDouble(box -> 1 - box.overlap())
                .findFirst()
                .orElse(Double.NaN);
    }
}
