package io.spmtrack.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Values over the steps of trainings as SVG, all runs in one picture. */
final class LineChart {
    private static final int LEFT = 64;
    private static final int TOP = 12;
    private static final int WIDTH = 300;
    private static final int HEIGHT = 180;
    private static final int LINES = 4;

    private final String title;
    private final List<Line> lines = new ArrayList<>();

    private record Line(int series, String run, List<TrainingRun.Point> points) {}

    LineChart(String title) {
        this.title = title;
    }

    void add(int series, String run, List<TrainingRun.Point> points) {
        if (!points.isEmpty()) {
            lines.add(new Line(series, run, points));
        }
    }

    /** The SVG element; empty when no run has the curve. */
    String svg() {
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder svg = new StringBuilder("<figure class=\"chart\"><figcaption>" + Html.text(title)
                + "</figcaption><svg role=\"img\" aria-label=\"" + Html.text(title) + "\" viewBox=\"0 0 "
                + (LEFT + WIDTH + 14) + " " + (TOP + HEIGHT + 46 + Legend.LINE * lines.size()) + "\">");
        Range steps = new Range(0, all(point -> (double) point.step()).max());
        Range values = all(TrainingRun.Point::value).padded();
        grid(svg, steps, values);
        lines.forEach(line -> svg.append(path(line, steps, values)));
        int y = TOP + HEIGHT + 58;
        for (Line line : lines) {
            double last = line.points().getLast().value();
            svg.append(Legend.line(LEFT, y, line.series(), "[" + text(last) + "] " + line.run()));
            y += Legend.LINE;
        }
        return svg.append("</svg></figure>").toString();
    }

    /** From the least to the largest of some numbers. */
    private record Range(double min, double max) {
        /** Wide enough to draw in; from 0 where that wastes less than half of the picture. */
        Range padded() {
            double from = min > 0 && min < max / 2 ? 0 : min;
            double width = max - from;
            double edge = width > 0 ? 0 : Math.max(Math.abs(max), 1e-12) / 2;
            return new Range(from - edge, max + edge);
        }

        double share(double value) {
            return max > min ? (value - min) / (max - min) : 0;
        }
    }

    private Range all(ToDoubleFunction<TrainingRun.Point> number) {
        double[] sorted = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(number)
                .sorted()
                .toArray();
        return new Range(sorted[0], sorted[sorted.length - 1]);
    }

    private static void grid(StringBuilder svg, Range steps, Range values) {
        for (int i = 0; i <= LINES; i++) {
            double share = (double) i / LINES;
            double x = LEFT + WIDTH * share;
            double y = TOP + HEIGHT * (1 - share);
            svg.append(line(LEFT, y, LEFT + WIDTH, y)).append(line(x, TOP, x, TOP + HEIGHT));
            svg.append(Legend.text(LEFT - 6, y + 4, "end", text(values.min() + share * (values.max() - values.min()))));
            svg.append(Legend.text(x, TOP + HEIGHT + 17, "middle", text(share * steps.max())));
        }
        svg.append(Legend.text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 37, "middle", "step"));
    }

    private static String path(Line line, Range steps, Range values) {
        StringBuilder path = new StringBuilder();
        for (TrainingRun.Point point : line.points()) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(Html.number(LEFT + WIDTH * steps.share((double) point.step())))
                    .append(' ')
                    .append(Html.number(TOP + HEIGHT * (1 - values.share(point.value()))));
        }
        if (line.points().size() == 1) {
            path.append("l0.01 0"); // a point is a short line
        }
        return "<path class=\"line " + Html.series(line.series()) + "\" d=\"" + path + "\"><title>"
                + Html.text(line.run()) + "</title></path>";
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2);
    }

    /** Three digits, in the shortest way. */
    private static String text(double value) {
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size < 1e-2 || size >= 1e7) {
            return String.format(Locale.ROOT, "%.2e", value)
                    .replaceFirst("\\.?0*e", "e")
                    .replaceFirst("e([+-])0*", "e$1");
        }
        String text = String.format(Locale.ROOT, size < 10 ? "%.3f" : size < 1000 ? "%.1f" : "%.0f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
