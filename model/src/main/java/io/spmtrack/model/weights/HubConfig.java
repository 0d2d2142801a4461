package io.spmtrack.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.BackboneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code config.json} beside the weights in a folder of the Hugging Face hub: it knows what the tensors do not tell. */
final class HubConfig {
    private static final String HEADS = "num_attention_heads";
    private static final String TYPE = "model_type";
    private static final String DINOV2 = "dinov2";
    private static final long LARGEST = 1 << 20;

    private HubConfig() {}

    /** Refuses transformers' weights whose settings say that they are of another network than these sizes. */
    static void check(TensorFile file, BackboneSettings sizes) {
        Path config = file.path().resolveSibling("config.json");
        boolean transformers = BackboneNames.of(new Contents(file).tensors().keySet()) == BackboneNames.TRANSFORMERS;
        if (!transformers || !Files.isRegularFile(config)) {
            return;
        }
        JsonNode json = read(config);
        if (!json.path(TYPE).asText(DINOV2).equals(DINOV2)) {
            throw new InputException(
                    config + ": " + TYPE + " is " + printable(json.path(TYPE)) + ", another network; DINOv2 is needed");
        }
        if (json.path(HEADS).asInt(sizes.numHeads()) != sizes.numHeads()) {
            throw new InputException(config + ": " + HEADS + " is " + printable(json.path(HEADS)) + ", the model has "
                    + sizes.numHeads() + ": name the preset it is of");
        }
    }

    private static JsonNode read(Path config) {
        try {
            if (Files.size(config) > LARGEST) {
                throw new InputException(config + ": has more than " + LARGEST + " bytes: not the settings of a model");
            }
            return Json.mapper().build().readTree(config.toFile());
        } catch (IOException e) {
            throw new InputException(config + ": cannot be read as JSON; download it again", e);
        }
    }

    private static String printable(JsonNode value) {
        String text = value.toString().replaceAll("\\p{Cntrl}", "?");
        return text.substring(0, Math.min(80, text.length()));
    }
}
