package io.spmtrack.cli.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.result.TextOutput;
import io.spmtrack.model.Model;
import io.spmtrack.model.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A folder as the Hugging Face hub keeps models: settings, weights and a card. It appears whole or not at all. */
record HubFolder(Path path) {
    private static final ObjectMapper JSON =
            Json.mapper().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** @param source the file that the model was loaded from, whose run the card tells of */
    void write(Path source, Model model) {
        Path absolute = path.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectory(temporary);
            try {
                ModelFile.saveForHub(temporary.resolve("model.safetensors"), model);
                TextOutput.write(temporary.resolve("config.json"), config(model));
                TextOutput.write(temporary.resolve("README.md"), new HubCard(source, model).text());
                Files.move(temporary, absolute);
            } finally {
                delete(temporary);
            }
        } catch (IOException e) {
            throw new InputException(path + ": cannot be written (" + e + "); choose another place or make room", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (String name : new String[] {"model.safetensors", "config.json", "README.md"}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private static String config(Model model) throws JsonProcessingException {
        ObjectNode config = JSON.createObjectNode();
        config.put("model_type", "spmtrack");
        ArrayNode architectures = config.putArray("architectures");
        architectures.add("SPMTrack");
        config.put("torch_dtype", "float32");
        config.setAll((ObjectNode) JSON.readTree(ModelFile.settings(model)));
        return JSON.writeValueAsString(config) + "\n";
    }
}
