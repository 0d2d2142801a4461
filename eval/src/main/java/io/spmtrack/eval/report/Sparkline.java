package io.spmtrack.eval.report;

import java.util.List;

/** Overlap over the frames of a sequence as a small SVG: 1 at the top, 0 at the bottom, a rule at one half. */
final class Sparkline {

    private static final int HEIGHT = 34;

    private Sparkline() {}

    static String svg(List<Report.Trace> traces, List<String> trackers, int width) {
        StringBuilder svg = new StringBuilder("<svg class=\"spark\" role=\"img\" aria-label=\"overlap over time\"")
                .append(" preserveAspectRatio=\"none\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(HEIGHT)
                .append("\"><rect width=\"")
                .append(width)
                .append("\" height=\"")
                .append(HEIGHT)
                .append("\"/><line class=\"grid\" x1=\"0\" y1=\"17\" x2=\"")
                .append(width)
                .append("\" y2=\"17\"/>");
        for (Report.Trace trace : traces.reversed()) {
            svg.append("<path class=\"line ")
                    .append(Html.series(Math.max(0, trackers.indexOf(trace.tracker()))))
                    .append("\" d=\"")
                    .append(path(trace.overlaps(), width))
                    .append("\"><title>")
                    .append(Html.text(trace.tracker()))
                    .append("</title></path>");
        }
        return svg.append("</svg>").toString();
    }

    /** A gap where there is no true box. */
    private static String path(List<Double> overlaps, int width) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < overlaps.size(); i++) {
            double overlap = overlaps.get(i);
            if (!Double.isNaN(overlap)) {
                path.append(drawing ? 'L' : 'M')
                        .append(Html.number((double) i * width / Math.max(1, overlaps.size() - 1)))
                        .append(' ')
                        .append(Html.number(1.5 + (HEIGHT - 3) * (1 - overlap)));
            }
            drawing = !Double.isNaN(overlap);
        }
        return path.toString();
    }
}
