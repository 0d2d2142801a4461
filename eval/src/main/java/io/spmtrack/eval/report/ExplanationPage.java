package io.spmtrack.eval.report;

import io.spmtrack.eval.result.TextOutput;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import io.spmtrack.model.track.Explanation;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * One HTML page that shows, frame by frame, how a tracker decided: search crop with the chosen cell and box, score map, score map
 * with the window's share, the reference crops with what counted as target, and what happened inside the network.
 */
public final class ExplanationPage {
    private final String title;
    private final InsightSection insights = new InsightSection();
    private final StringBuilder body = new StringBuilder("<p class=\"note\">Each row is one frame. Search crop: the box"
            + " that was found, and the cell it comes from. Score: how sure the network is that a cell belongs to the"
            + " target, from black (0) to white (1). Decision: scores mixed with a window that favours the middle; its"
            + " highest cell is the chosen one. References: earlier crops of the target, lit where their box was.</p>");

    private boolean explained;

    /** An empty page. */
    public ExplanationPage(String title) {
        this.title = title;
    }

    /** Adds a frame. */
    public void add(Explanation step) {
        Peak peak = step.peak();
        Box box = step.result().box();
        body.append(String.format(
                Locale.ROOT,
                "<h3>Frame %d</h3><p class=\"note\">confidence %.3f, box %.1f,%.1f,%.1f,%.1f</p><div class=\"strip six\">",
                step.frame(),
                step.result().confidence(),
                box.x1(),
                box.y1(),
                box.width(),
                box.height()));
        int patch = step.search().width() / step.columns();
        int column = peak.cell() % step.columns();
        int row = peak.cell() / step.columns();
        Box cell = Box.xywh(column * patch, row * patch, patch, patch);
        body.append(figure(
                "search crop",
                drawing(
                        step.search().width(),
                        picture(step.search()),
                        rectangle(cell, "box s1") + rectangle(peak.box(), "halo") + rectangle(peak.box(), "box s0"))));
        body.append(figure("score, highest " + percent(step.scores()), CellMap.grey(step.scores(), step.columns())));
        body.append(figure("decision", CellMap.grey(step.decision(), step.columns())));
        for (Explanation.Reference reference : step.references()) {
            body.append(figure("reference of frame " + reference.frame(), reference(reference)));
        }
        body.append("</div>");
        step.inside().ifPresent(inside -> {
            if (!explained) {
                body.append(InsightSection.NOTE);
                explained = true;
            }
            body.append(insights.frame(step, inside));
        });
    }

    /** Writes the page whole or not at all. */
    public void write(Path file) {
        TextOutput.write(file, Html.page(title, body + insights.summary()));
    }

    private static String percent(List<Float> scores) {
        return Math.round(100 * Collections.max(scores)) + " %";
    }

    private static String figure(String caption, String drawing) {
        return "<figure>" + drawing + "<figcaption>" + Html.text(caption) + "</figcaption></figure>";
    }

    private static String drawing(int side, String picture, String marks) {
        return "<svg class=\"frame\" viewBox=\"0 0 " + side + " " + side + "\">" + picture + marks + "</svg>";
    }

    private static String picture(Image image) {
        return "<image width=\"" + image.width() + "\" height=\"" + image.width() + "\" href=\"data:image/jpeg;base64,"
                + Base64.getEncoder().encodeToString(ImageWriter.encode(image, "jpeg")) + "\"/>";
    }

    private static String rectangle(Box box, String style) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                style,
                box.x1(),
                box.y1(),
                box.width(),
                box.height());
    }

    /** Cells that did not count as target are darkened. */
    private static String reference(Explanation.Reference reference) {
        int patch = reference.crop().width() / reference.columns();
        StringBuilder shade = new StringBuilder();
        for (int cell = 0; cell < reference.mask().size(); cell++) {
            if (!reference.mask().get(cell)) {
                shade.append("<rect class=\"shade\" x=\"")
                        .append(cell % reference.columns() * patch)
                        .append("\" y=\"")
                        .append(cell / reference.columns() * patch)
                        .append("\" width=\"")
                        .append(patch)
                        .append("\" height=\"")
                        .append(patch)
                        .append("\"/>");
            }
        }
        return drawing(reference.crop().width(), picture(reference.crop()), shade.toString());
    }
}
