package io.spmtrack.eval.report;

import java.util.List;

/** Overlap over the frames of a sequence: as a figure, and the same lines once more in a row of a table. */
final class Timeline {
    private static final int LEFT = 34;
    private static final int TOP = 8;
    private static final int WIDTH = 520;
    private static final int HEIGHT = 88;
    private static final int STEPS = 100;

    private Timeline() {}

    /** @param anchor of the sequence, in whose name the small drawing finds the lines of the large one */
    static String svg(Report.Clip clip, List<String> trackers, String anchor) {
        int points = points(clip);
        StringBuilder svg = new StringBuilder("<figure class=\"chart timeline\"><figcaption>Overlap over time, "
                + Html.text(clip.sequence()) + "</figcaption><svg role=\"img\" aria-label=\"overlap over time\""
                + " viewBox=\"0 0 " + (LEFT + WIDTH + 20) + " " + (TOP + HEIGHT + 20) + "\">");
        for (int half = 0; half <= 2; half++) {
            int y = TOP + HEIGHT * half / 2;
            svg.append("<line class=\"grid\" x1=\"" + LEFT + "\" y1=\"" + y + "\" x2=\"" + (LEFT + WIDTH) + "\" y2=\""
                    + y + "\"/>");
            svg.append(Legend.text(LEFT - 6, y + 4, "end", Html.number(1 - half / 2.0)));
        }
        svg.append(Legend.text(LEFT, TOP + HEIGHT + 16, "start", "frame 0"));
        svg.append(Legend.text(LEFT + WIDTH, TOP + HEIGHT + 16, "end", Integer.toString(clip.frames() - 1)));
        svg.append("<g id=\"" + anchor + "t\" transform=\"translate(" + LEFT + " " + TOP + ") scale("
                + scale(WIDTH, points) + " " + (double) HEIGHT / STEPS + ")\">");
        for (Report.Trace trace : clip.traces().reversed()) {
            svg.append("<path class=\"line " + Html.series(Math.max(0, trackers.indexOf(trace.tracker()))) + "\" d=\""
                    + path(trace.overlaps()) + "\"><title>" + Html.text(trace.tracker()) + "</title></path>");
        }
        return svg.append("</g></svg></figure>").toString();
    }

    /** The lines of {@link #svg} without axes. */
    static String small(String anchor) {
        return "<svg class=\"spark\" role=\"img\" aria-label=\"overlap over time\" preserveAspectRatio=\"none\" viewBox=\""
                + LEFT + " " + TOP + " " + WIDTH + " " + HEIGHT + "\"><rect x=\"" + LEFT + "\" y=\"" + TOP
                + "\" width=\"" + WIDTH + "\" height=\"" + HEIGHT + "\"/><use href=\"#" + anchor + "t\"/></svg>";
    }

    private static int points(Report.Clip clip) {
        return clip.traces().stream()
                .mapToInt(trace -> trace.overlaps().size())
                .max()
                .orElse(0);
    }

    private static String scale(int width, int points) {
        return Double.toString(Math.round(1e5 * width / Math.max(1, points - 1)) / 1e5);
    }

    /** Steps of one to the right and hundredths down, relative to one another, which is short; a gap where there is no true box. */
    private static String path(List<Double> overlaps) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        long last = 0;
        for (int i = 0; i < overlaps.size(); i++) {
            double overlap = overlaps.get(i);
            if (Double.isNaN(overlap)) {
                drawing = false;
                continue;
            }
            long y = Math.round(STEPS * (1 - overlap));
            if (drawing) {
                path.append(" 1").append(y < last ? "" : " ").append(y - last);
            } else {
                path.append('M').append(i).append(' ').append(y).append("l0 0");
            }
            drawing = true;
            last = y;
        }
        return path.toString();
    }
}
