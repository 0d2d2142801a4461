package io.spmtrack.eval.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The part of the page about one sequence: overlap over time and frames with true and predicted boxes. */
final class ClipSection {

    private static final int FAILED = 50;

    private ClipSection() {}

    static String html(Report.Clip clip, List<String> trackers, String anchor, boolean open) {
        StringBuilder html = new StringBuilder("<details id=\"")
                .append(anchor)
                .append(open ? "\" open>" : "\">")
                .append("<summary>")
                .append(Html.text(clip.sequence()))
                .append(" <small>")
                .append(clip.frames())
                .append(" frames</small></summary>")
                .append(Timeline.svg(clip, trackers, anchor))
                .append("<div class=\"strip\">");
        clip.pictures().forEach(picture -> html.append(picture(picture, trackers, "")));
        html.append("</div>");
        if (!clip.note().isEmpty()) {
            html.append("<p class=\"note\">No pictures: ")
                    .append(Html.text(clip.note()))
                    .append("</p>");
        }
        return html.append("</details>").toString();
    }

    /** @param before what the caption begins with */
    static String picture(Report.Picture picture, List<String> trackers, String before) {
        String size = picture.width() + " " + picture.height();
        StringBuilder html = new StringBuilder("<figure class=\"moment\"><svg class=\"frame\" viewBox=\"0 0 ")
                .append(size)
                .append("\"><image width=\"")
                .append(picture.width())
                .append("\" height=\"")
                .append(picture.height())
                .append("\" preserveAspectRatio=\"none\" href=\"data:image/jpeg;base64,")
                .append(picture.jpeg())
                .append("\"/>");
        for (Report.Drawn box : paintOrder(picture.boxes())) {
            String style =
                    box.tracker().isEmpty() ? "truth" : Html.series(Math.max(0, trackers.indexOf(box.tracker())));
            html.append(rectangle(box, "halo", "")).append(rectangle(box, "box " + style, box.tracker()));
        }
        return html.append("</svg><figcaption>")
                .append(Html.text(before))
                .append("frame ")
                .append(picture.frame())
                .append(overlap(picture))
                .append("</figcaption></figure>")
                .toString();
    }

    /** Other trackers below the first one, and the true box, which has a thinner line, on top. */
    private static List<Report.Drawn> paintOrder(List<Report.Drawn> boxes) {
        return boxes.reversed().stream()
                .sorted(Comparator.comparing(box -> box.tracker().isEmpty()))
                .toList();
    }

    private static String rectangle(Report.Drawn box, String style, String tracker) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
                style,
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                Html.text(tracker.isEmpty() ? "true box" : tracker));
    }

    /** Overlap of the tracker the report is about: the first one with a box. */
    private static String overlap(Report.Picture picture) {
        return picture.boxes().stream()
                .filter(box -> !box.tracker().isEmpty() && !Double.isNaN(box.overlap()))
                .findFirst()
                .map(box -> {
                    long percent = Math.round(100 * box.overlap());
                    return " · <span class=\"" + (percent < FAILED ? "bad" : "good") + "\">overlap " + percent
                            + " %</span>";
                })
                .orElse(" · no true box");
    }
}
