package io.spmtrack.eval.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** AUC against the number of parameters, whose share of the largest is the area of a bubble (SPMTrack paper, figure 1). */
record BubbleChart(List<Bubble> bubbles) {
    private static final int LEFT = 48;
    private static final int TOP = 30;
    private static final int WIDTH = 330;
    private static final int HEIGHT = 220;
    private static final int STEPS = 4;
    private static final double LARGEST = 26;
    private static final double SMALLEST = 4;
    private static final double MILLION = 1e6;

    /** @param style classes of the style sheet */
    record Bubble(String name, String style, double parameters, double auc) {}

    String svg() {
        String title = "AUC and parameters";
        double low = Math.floor(ends(false, Bubble::auc) * 20 - 0.5) / 20;
        double high = Math.ceil(ends(true, Bubble::auc) * 20 + 0.5) / 20;
        double first = Math.floor(Math.log10(ends(false, Bubble::parameters) * 0.7));
        double last = Math.ceil(Math.log10(ends(true, Bubble::parameters) * 1.3));
        StringBuilder svg = new StringBuilder("<figure class=\"chart\"><figcaption>" + title
                + "</figcaption><svg role=\"img\" aria-label=\"" + title + "\" viewBox=\"0 0 " + (LEFT + WIDTH + 14)
                + " " + (TOP + HEIGHT + 42) + "\">");
        for (int step = 0; step <= STEPS; step++) {
            double y = TOP + HEIGHT * (1 - (double) step / STEPS);
            svg.append(line(LEFT, y, LEFT + WIDTH, y));
            svg.append(Legend.text(LEFT - 6, y + 4, "end", ScoreTable.percent(low + (high - low) * step / STEPS)));
        }
        for (int power = (int) first; power <= last; power++) {
            double x = LEFT + WIDTH * (power - first) / (last - first);
            svg.append(line(x, TOP, x, TOP + HEIGHT));
            svg.append(Legend.text(x, TOP + HEIGHT + 17, "middle", Html.number(Math.pow(10, power) / MILLION)));
        }
        svg.append(Legend.text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 37, "middle", "million parameters, logarithmic"));
        double most = ends(true, Bubble::parameters);
        bubbles.stream()
                .sorted(Comparator.comparingDouble(Bubble::parameters).reversed())
                .forEach(each -> svg.append(bubble(
                        each,
                        LEFT + WIDTH * (Math.log10(each.parameters()) - first) / (last - first),
                        TOP + HEIGHT * (1 - (each.auc() - low) / (high - low)),
                        Math.max(SMALLEST, LARGEST * Math.sqrt(each.parameters() / most)))));
        return svg.append("</svg></figure>").toString();
    }

    private static String bubble(Bubble bubble, double x, double y, double radius) {
        boolean right = x > LEFT + WIDTH / 2.0;
        return String.format(
                        Locale.ROOT,
                        "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s: AUC %s, %s M</title></circle>",
                        bubble.style(),
                        x,
                        y,
                        radius,
                        Html.text(bubble.name()),
                        ScoreTable.percent(bubble.auc()),
                        Html.number(bubble.parameters() / MILLION))
                + Legend.text(
                        right ? x - radius - 3 : x + radius + 3,
                        y + 4,
                        right ? "end" : "start",
                        bubble.name() + " " + ScoreTable.percent(bubble.auc()));
    }

    private double ends(boolean most, ToDoubleFunction<Bubble> value) {
        var values = bubbles.stream().mapToDouble(value).summaryStatistics();
        return most ? values.getMax() : values.getMin();
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2);
    }
}
