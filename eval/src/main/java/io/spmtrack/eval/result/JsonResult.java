package io.spmtrack.eval.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;

/** Reads the JSON result format: {@code {"sequence", "frames": [{"frame", "box", "confidence", "milliseconds"}]}}, and {@code "lost"} where it is true. */
final class JsonResult {

    private JsonResult() {}

    static SequenceResult parse(String text, String name, String sequence) {
        JsonNode rows;
        try {
            rows = Json.mapper().build().readTree(text).path("frames");
        } catch (JsonProcessingException e) {
            throw new InputException(
                    name + ", line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
                            + ": not valid JSON; write the results again",
                    e);
        }
        if (!rows.isArray() || rows.isEmpty()) {
            throw new InputException(name + ": has no list \"frames\"; a result file of this program has one");
        }
        List<TrackedFrame> frames = new ArrayList<>();
        for (JsonNode row : rows) {
            frames.add(frame(row, name + ", frame " + frames.size(), frames.size()));
        }
        return new SequenceResult(sequence, frames);
    }

    private static TrackedFrame frame(JsonNode row, String where, int index) {
        JsonNode box = row.path("box");
        if (box.size() != 4 || row.path("frame").asInt(index) != index) {
            throw new InputException(where + ": needs \"frame\" in order from 0 and \"box\" with 4 numbers");
        }
        return new TrackedFrame(
                Box.xywh(
                        number(box.get(0), where),
                        number(box.get(1), where),
                        number(box.get(2), where),
                        number(box.get(3), where)),
                row.has("confidence") ? number(row.get("confidence"), where) : Double.NaN,
                row.has("milliseconds") ? number(row.get("milliseconds"), where) / 1e3 : Double.NaN,
                row.path("lost").asBoolean());
    }

    private static double number(JsonNode node, String where) {
        if (node.isNumber()) {
            return Double.isInfinite(node.asDouble()) ? Double.NaN : node.asDouble();
        }
        if (node.isNull() || node.asText().equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        throw new InputException(where + ": " + node.getNodeType() + " where a number was expected; correct the file");
    }
}
