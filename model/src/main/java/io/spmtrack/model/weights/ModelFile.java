package io.spmtrack.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.track.TrackerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One self-contained weights file: all parameters of a model, and in the metadata entry {@code spmtrack} the settings they
 * belong to. A safetensors file under the official parameter names.
 */
public final class ModelFile {
    private static final String KEY = "spmtrack";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private ModelFile() {}

    /** Writes a model; the file appears whole or not at all. */
    public static void save(Path path, Model model) {
        List<TensorData> tensors = new ArrayList<>();
        for (Param parameter : model.weights().parameters().values()) {
            tensors.add(TensorData.floats(parameter.name(), shape(parameter), parameter.segment()));
        }
        Safetensors.write(path, tensors, Map.of(KEY, settings(model)));
    }

    private static String settings(Model model) {
        ObjectNode node = JSON.createObjectNode();
        node.set("model", JSON.valueToTree(model.settings()));
        node.set("tracker", JSON.valueToTree(model.tracker()));
        return node.toString();
    }

    /**
     * Reads a model with the settings it was saved with.
     *
     * @throws InputException if the file is damaged or was not written by {@link #save}
     */
    public static Model load(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            JsonNode settings = settings(path, file);
            Model model = new Model(
                    part(path, settings, "model", ModelSettings.class),
                    part(path, settings, "tracker", TrackerSettings.class));
            try {
                copy(file, model);
                return model;
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        }
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
        try {
            return JSON.treeToValue(settings.path(key), type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String reason = e.getMessage().lines().findFirst().orElse("");
            throw new InputException(path + ": its " + key + " settings do not fit this version: " + reason, e);
        }
    }

    /**
     * Copies a file's tensors into a model, all or nothing: names and shapes are compared first.
     *
     * @throws InputException naming the first tensor that is absent, unknown or of another shape
     */
    public static void copy(TensorFile file, Model model) {
        Map<String, Param> parameters = model.weights().parameters();
        for (Param parameter : parameters.values()) {
            TensorEntry entry = file.entries().get(parameter.name());
            if (entry == null) {
                throw new InputException(file.path() + ": missing: " + parameter.name() + " " + parameter.shape()
                        + ": these are weights of another model");
            }
            if (!entry.shape().equals(shape(parameter))) {
                throw new InputException(file.path() + ": " + parameter.name() + ": shape " + entry.shape()
                        + ", expected " + parameter.shape() + ": these are weights of another preset");
            }
        }
        for (String name : file.entries().keySet()) {
            if (!parameters.containsKey(name)) {
                throw new InputException(file.path() + ": unknown: " + name + ": these are weights of another preset");
            }
        }
        parameters.values().forEach(parameter -> file.read(parameter.name(), parameter.segment()));
    }

    private static List<Long> shape(Param parameter) {
        return Arrays.stream(parameter.shape().sizes()).mapToObj(Long::valueOf).toList();
    }
}
