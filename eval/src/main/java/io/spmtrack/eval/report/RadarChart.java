package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One value of each tracker on several axes around a centre, as SVG (SPMTrack paper, figure 4). */
final class RadarChart {
    private static final int CENTRE_X = 200;
    private static final int CENTRE_Y = 176;
    private static final int RADIUS = 140;
    private static final int RINGS = 4;

    private final String title;
    private final List<String> axes;
    private final List<Line> lines = new ArrayList<>();

    private record Line(int series, String tracker, List<Double> values) {}

    /** @param axes their labels, at least three */
    RadarChart(String title, List<String> axes) {
        this.title = title;
        this.axes = List.copyOf(axes);
    }

    /** @param values between 0 and 1, one for each axis, NaN where unknown */
    void add(int series, String tracker, List<Double> values) {
        lines.add(new Line(series, tracker, List.copyOf(values)));
    }

    String svg() {
        double low = bound(true);
        double high = bound(false);
        StringBuilder svg = new StringBuilder("<figure class=\"chart\"><figcaption>" + Html.text(title)
                + "</figcaption><svg role=\"img\" aria-label=\"" + Html.text(title) + "\" viewBox=\"0 0 "
                + 2 * CENTRE_X + " " + (2 * CENTRE_Y + 8 + Legend.LINE * lines.size()) + "\">");
        for (int ring = 1; ring <= RINGS; ring++) {
            svg.append("<polygon class=\"grid hollow\" points=\"")
                    .append(ring(RADIUS * (double) ring / RINGS))
                    .append("\"/>");
        }
        for (int axis = 0; axis < axes.size(); axis++) {
            svg.append(spoke(axis));
        }
        lines.forEach(line -> svg.append(shape(line, low, high)));
        for (int ring = 0; ring <= RINGS; ring++) {
            double value = low + (high - low) * ring / RINGS;
            svg.append(Legend.text(
                    CENTRE_X + 3, CENTRE_Y - RADIUS * (double) ring / RINGS - 2, "start", ScoreTable.percent(value)));
        }
        int y = 2 * CENTRE_Y + Legend.LINE;
        for (Line line : lines.reversed()) {
            svg.append(Legend.line(40, y, line.series(), line.tracker()));
            y += Legend.LINE;
        }
        return svg.append("</svg></figure>").toString();
    }

    /** Tenths around all values: differences between good trackers are small. */
    private double bound(boolean lower) {
        var values = lines.stream().flatMap(line -> line.values().stream()).filter(value -> !value.isNaN());
        return lower
                ? Math.max(0, Math.floor(values.min(Double::compare).orElse(0.0) * 10 - 1) / 10)
                : Math.min(1, Math.ceil(values.max(Double::compare).orElse(1.0) * 10 + 1e-9) / 10);
    }

    private String spoke(int axis) {
        double x = x(axis, RADIUS + 14.0);
        double y = y(axis, RADIUS + 14.0) + 4;
        String anchor = Math.abs(x - CENTRE_X) < 12 ? "middle" : x < CENTRE_X ? "end" : "start";
        return String.format(
                        Locale.ROOT,
                        "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%.1f\" y2=\"%.1f\"/>",
                        CENTRE_X,
                        CENTRE_Y,
                        x(axis, RADIUS),
                        y(axis, RADIUS))
                + Legend.text(x, y, anchor, axes.get(axis));
    }

    private String ring(double radius) {
        StringBuilder points = new StringBuilder();
        for (int axis = 0; axis < axes.size(); axis++) {
            points.append(Html.number(x(axis, radius)))
                    .append(',')
                    .append(Html.number(y(axis, radius)))
                    .append(' ');
        }
        return points.toString().strip();
    }

    private String shape(Line line, double low, double high) {
        StringBuilder points = new StringBuilder();
        for (int axis = 0; axis < axes.size(); axis++) {
            double value = line.values().get(axis);
            double radius = Double.isNaN(value) ? 0 : RADIUS * (value - low) / (high - low);
            points.append(Html.number(x(axis, radius)))
                    .append(',')
                    .append(Html.number(y(axis, radius)))
                    .append(' ');
        }
        return "<polygon class=\"line radar " + Html.series(line.series()) + "\" points=\""
                + points.toString().strip() + "\"><title>" + Html.text(line.tracker()) + "</title></polygon>";
    }

    private double x(int axis, double radius) {
        return CENTRE_X + radius * Math.sin(2 * Math.PI * axis / axes.size());
    }

    private double y(int axis, double radius) {
        return CENTRE_Y - radius * Math.cos(2 * Math.PI * axis / axes.size());
    }
}
