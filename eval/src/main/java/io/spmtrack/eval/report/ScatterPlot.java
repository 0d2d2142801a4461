package io.spmtrack.eval.report;

import java.util.List;
import java.util.Locale;

/** Points in the plane, coloured by group. */
record ScatterPlot(String caption, double[][] points, int[] groups, List<String> names) {
    private static final int SIDE = 320;
    private static final int MARGIN = 8;
    private static final double RADIUS = 2.6;

    String svg() {
        double[] x = range(0);
        double[] y = range(1);
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            dots.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                    Html.series(groups[i]),
                    place(points[i][0], x),
                    place(points[i][1], y),
                    RADIUS));
        }
        StringBuilder legend = new StringBuilder();
        for (int group = 0; group < names.size(); group++) {
            legend.append("<span class=\"swatch ")
                    .append(Html.series(group))
                    .append("\"></span>")
                    .append(Html.text(names.get(group)))
                    .append(' ');
        }
        return "<figure><svg class=\"frame\" viewBox=\"0 0 " + SIDE + " " + SIDE + "\">" + dots + "</svg><figcaption>"
                + Html.text(caption) + "<br>" + legend + "</figcaption></figure>";
    }

    private double[] range(int axis) {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double[] point : points) {
            range[0] = Math.min(range[0], point[axis]);
            range[1] = Math.max(range[1], point[axis]);
        }
        return range;
    }

    private static double place(double value, double[] range) {
        double share = range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5;
        return MARGIN + share * (SIDE - 2 * MARGIN);
    }
}
