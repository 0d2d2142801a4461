package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.cli.console.Drawing;
import io.spmtrack.model.image.Box;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a video stands, for a page.
 *
 * @param newest the last tracked frame, -1 before there is one
 * @param end number of frames where it is known
 * @param note what to tell the user, empty for nothing
 */
record State(
        long version,
        boolean tracking,
        int newest,
        Optional<Integer> end,
        String note,
        List<Followed> targets,
        Optional<Film> film) {

    /** Everything, but of the boxes only those that came after a version. */
    ObjectNode json(long after) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", version)
                .put("tracking", tracking)
                .put("newest", newest)
                .put("note", note);
        end.ifPresent(frames -> node.put("frames", frames));
        film.ifPresent(made -> node.set("film", made.json()));
        ArrayNode all = node.putArray("targets");
        targets.forEach(target -> all.add(target(target, after)));
        return node;
    }

    private static ObjectNode target(Followed target, long after) {
        Rows rows = target.rowsAfter(after);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", target.id()).put("color", String.format(Locale.ROOT, "#%06x", Drawing.color(target.id() - 1)));
        node.put("first", target.first()).put("next", target.next());
        target.insight().ifPresent(insight -> node.put("insight", insight.frame()));
        ArrayNode given = node.putArray("given");
        target.given().forEach((frame, box) -> row(given.addArray().add(frame), box));
        ArrayNode found = node.putArray("rows");
        int frame = rows.first();
        for (Found each : rows.found()) {
            ArrayNode row = found.addArray().add(frame++);
            if (each.box().valid()) {
                row(row, each.box()).add(rounded(each.confidence(), 1e4));
            } else if (each.lost()) {
                row.add("lost");
            }
        }
        return node;
    }

    private static ArrayNode row(ArrayNode row, Box box) {
        return row.add(rounded(box.x1(), 100))
                .add(rounded(box.y1(), 100))
                .add(rounded(box.width(), 100))
                .add(rounded(box.height(), 100));
    }

    private static double rounded(double value, double steps) {
        return Math.round(value * steps) / steps;
    }
}
