package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import io.spmtrack.model.track.Explanation;
import java.util.Base64;

/**
 * How a tracker decided on a box.
 *
 * @param started the frame of the video that the tracker counts from
 */
record Insight(Explanation explanation, int started) {

    /** The frame of the video that it is about. */
    int frame() {
        return started + explanation.frame();
    }

    /** Search crop, box in it, score map, and the references with what counted as target, for a page. */
    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("frame", frame());
        node.put("confidence", explanation.result().confidence());
        node.put("search", picture(explanation.search()));
        node.put("side", explanation.search().width());
        node.put("cell", explanation.peak().cell());
        Box box = explanation.peak().box();
        node.putArray("box").add(box.x1()).add(box.y1()).add(box.width()).add(box.height());
        node.put("columns", explanation.columns());
        ArrayNode scores = node.putArray("scores");
        explanation.scores().forEach(scores::add);
        ArrayNode references = node.putArray("references");
        for (Explanation.Reference reference : explanation.references()) {
            ObjectNode each = references.addObject();
            each.put("frame", started + reference.frame());
            each.put("picture", picture(reference.crop()));
            each.put("side", reference.crop().width());
            each.put("columns", reference.columns());
            ArrayNode mask = each.putArray("mask");
            reference.mask().forEach(mask::add);
        }
        return node;
    }

    private static String picture(Image image) {
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(ImageWriter.encode(image, "jpeg"));
    }
}
