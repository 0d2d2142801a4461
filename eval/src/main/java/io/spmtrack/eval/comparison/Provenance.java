package io.spmtrack.eval.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.result.TextOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where results come from: what made them, on what, of which data and weights.
 *
 * @param inputs fingerprints and numbers by name: {@code seed}, {@code data}, {@code weights}, …
 */
public record Provenance(Machine machine, String backend, Map<String, String> inputs) {
    /** Name of the input that {@link StoredSettings} compares. */
    static final String SETTINGS = "settings";

    private static final ObjectMapper JSON = Json.mapper()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public Provenance {
        inputs = new TreeMap<>(inputs);
    }

    /** Writes it as JSON, whole or not at all. */
    public void write(Path file) {
        try {
            TextOutput.write(file, JSON.writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a file says that its results come from the same version, backend and inputs. */
    boolean agreesWith(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try {
            JsonNode earlier = JSON.readTree(file.toFile());
            return earlier.path("machine").path("version").asText().equals(machine.version())
                    && earlier.path("backend").asText().equals(backend)
                    && agree(earlier.path("inputs"));
        } catch (IOException e) {
            return false; // not written by this program: nothing to build on
        }
    }

    private boolean agree(JsonNode earlier) {
        return earlier.size() == inputs.size()
                && inputs.entrySet().stream().allMatch(input -> {
                    String text = earlier.path(input.getKey()).asText();
                    return input.getKey().equals(SETTINGS)
                            ? StoredSettings.agree(text, input.getValue())
                            : text.equals(input.getValue());
                });
    }
}
