package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One curve plot as SVG: share of frames over a threshold, all trackers in one picture. */
final class CurveChart {

    private static final int LEFT = 44;
    private static final int TOP = 12;
    private static final int WIDTH = 300;
    private static final int HEIGHT = 220;
    private static final int STEPS = 5;

    private final String title;
    private final String axis;
    private final double end;
    private final List<Line> lines = new ArrayList<>();

    private record Line(int series, String tracker, String score, List<Double> values) {}

    /**
     * @param axis what the thresholds are
     * @param end the last threshold; the first is 0
     */
    CurveChart(String title, String axis, double end) {
        this.title = title;
        this.axis = axis;
        this.end = end;
    }

    /** @param score what the legend says of the curve, in per cent */
    void add(int series, String tracker, double score, List<Double> values) {
        if (!values.isEmpty()) {
            lines.add(new Line(series, tracker, ScoreTable.percent(score), values));
        }
    }

    /** The SVG element; empty when no tracker has the curve. */
    String svg() {
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder svg = new StringBuilder();
        svg.append("<figure class=\"chart\"><figcaption>")
                .append(Html.text(title))
                .append("</figcaption>");
        svg.append("<svg role=\"img\" aria-label=\"")
                .append(Html.text(title))
                .append("\" viewBox=\"0 0 ")
                .append(LEFT + WIDTH + 14)
                .append(' ')
                .append(TOP + HEIGHT + 46 + Legend.LINE * lines.size())
                .append("\">");
        grid(svg);
        lines.forEach(line -> svg.append(path(line)));
        int y = TOP + HEIGHT + 58;
        for (Line line : lines.reversed()) {
            svg.append(Legend.line(LEFT, y, line.series(), "[" + line.score() + "] " + line.tracker()));
            y += Legend.LINE;
        }
        return svg.append("</svg></figure>").toString();
    }

    private void grid(StringBuilder svg) {
        for (int step = 0; step <= STEPS; step++) {
            double share = (double) step / STEPS;
            double x = LEFT + WIDTH * share;
            double y = TOP + HEIGHT * (1 - share);
            svg.append(line("grid", LEFT, y, LEFT + WIDTH, y)).append(line("grid", x, TOP, x, TOP + HEIGHT));
            svg.append(label(LEFT - 6, y + 4, "end", Html.number(share)));
            svg.append(label(x, TOP + HEIGHT + 17, "middle", Html.number(end * share)));
        }
        svg.append(label(LEFT + WIDTH / 2.0, TOP + HEIGHT + 37, "middle", axis));
    }

    private String path(Line line) {
        StringBuilder points = new StringBuilder();
        int last = line.values().size() - 1;
        for (int i = 0; i <= last; i++) {
            double x = LEFT + WIDTH * (double) i / Math.max(1, last);
            double y = TOP + HEIGHT * (1 - line.values().get(i));
            points.append(i == 0 ? "M" : "L").append(Html.number(x)).append(' ').append(Html.number(y));
        }
        return "<path class=\"line " + Html.series(line.series()) + "\" d=\"" + points + "\"><title>"
                + Html.text(line.tracker()) + "</title></path>";
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                style,
                x1,
                y1,
                x2,
                y2);
    }

    private static String label(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, Html.text(text));
    }
}
