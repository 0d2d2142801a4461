package io.spmtrack.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.Json;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One self-contained weights file: all parameters of a model, and in the metadata entry {@code spmtrack} the settings they
 * belong to. A safetensors file under the official parameter names.
 */
public final class ModelFile {
    private static final String KEY = "spmtrack";
    private static final String OTHER = "these are weights of another preset";
    private static final ObjectMapper JSON = Json.mapper()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private ModelFile() {}

    /** Writes a model; the file appears whole or not at all. */
    public static void save(Path path, Model model) {
        List<TensorData> tensors = new ArrayList<>();
        for (Param parameter : model.weights().parameters().values()) {
            tensors.add(TensorData.floats(parameter.name(), Contents.shape(parameter), parameter::read));
        }
        Safetensors.write(path, tensors, Map.of(KEY, settings(model)));
    }

    private static String settings(Model model) {
        ObjectNode node = JSON.createObjectNode();
        node.set("model", JSON.valueToTree(model.settings()));
        node.set("tracker", JSON.valueToTree(model.tracker()));
        return node.toString();
    }

    /** Whether a file is of this kind, as opposed to a checkpoint of the official code. */
    static boolean describes(TensorFile file) {
        return file.metadata().containsKey(KEY);
    }

    /**
     * Reads a model with the settings it was saved with.
     *
     * @throws InputException if the file is damaged or was not written by {@link #save}
     */
    public static Model load(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            return load(file, Optional.empty());
        }
    }

    static Model load(TensorFile file, Optional<ModelSettings> expected) {
        JsonNode json = settings(file.path(), file);
        Contents contents = new Contents(file);
        ModelSettings settings = contents.plausible(part(file.path(), json, "model", ModelSettings.class));
        TrackerSettings tracker = part(file.path(), json, "tracker", TrackerSettings.class);
        expected.ifPresent(other -> contents.requireExactly(contents.shapes(other), OTHER));
        contents.requireExactly(contents.shapes(settings), "the file is damaged");
        return Weights.filled(settings, tracker, parameters -> read(contents, parameters));
    }

    private static JsonNode settings(Path path, TensorFile file) {
        String text = file.metadata().get(KEY);
        if (text == null) {
            throw new InputException(
                    path + ": holds no model settings: it was not written by spmtrack; import it with its backbone");
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InputException(path + ": its model settings are not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static <T> T part(Path path, JsonNode settings, String key, Class<T> type) {
        JsonNode part = settings.path(key);
        if (!part.isObject()) {
            throw new InputException(path + ": its metadata has no " + key + " settings: the file is damaged");
        }
        try {
            return JSON.treeToValue(part, type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String reason = e.getMessage()
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceFirst("; `Deserialization.*", "")
                    .replaceFirst("^Cannot construct instance of .*?, problem: ", "");
            throw new InputException(path + ": its " + key + " settings do not fit this version: " + reason, e);
        }
    }

    private static void read(Contents contents, Map<String, Param> parameters) {
        parameters.forEach((name, parameter) -> contents.read(name, parameter.segment()));
    }
}
