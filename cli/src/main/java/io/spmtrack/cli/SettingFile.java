package io.spmtrack.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.result.TextOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Settings as YAML files: groups as nested maps, or dotted keys. */
final class SettingFile {
    private static final long MOST_BYTES = 1 << 20;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    private SettingFile() {}

    /**
     * Reads the dotted keys of a file with their values: a text, or a list of texts.
     *
     * @throws InputException if it cannot be read or is not YAML of this form
     */
    static Map<String, Object> read(Path file) {
        Map<String, Object> keys = new LinkedHashMap<>();
        JsonNode root = parse(file);
        if (!root.isObject()) {
            throw new InputException(file + ": holds no settings; write them as group: {key: value}");
        }
        flatten("", root, file, keys);
        return keys;
    }

    private static JsonNode parse(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(file + ": too large for a file of settings; check --config");
            }
            Pointer.refuse(file);
            return YAML.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file of settings; check --config", e);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new InputException(file + ", line " + line + ": not valid YAML: " + reason, e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e, e);
        }
    }

    private static void flatten(String prefix, JsonNode node, Path file, Map<String, Object> keys) {
        node.properties().forEach(each -> {
            String key = prefix + each.getKey();
            JsonNode value = each.getValue();
            if (value.isObject()) {
                flatten(key + ".", value, file, keys);
            } else if (value.isArray()) {
                keys.put(
                        key,
                        StreamSupport.stream(value.spliterator(), false)
                                .map(element -> text(file, key, element))
                                .toList());
            } else {
                keys.put(key, text(file, key, value));
            }
        });
    }

    private static String text(Path file, String key, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw new InputException(file + ": " + key + " has no value; write " + key + ": value");
        }
        return value.asText();
    }

    /** Writes all settings, groups as nested maps. */
    static void write(Path file, Record settings) {
        ObjectNode root = YAML.createObjectNode();
        SettingTree.values(settings).forEach((key, value) -> {
            ObjectNode group = root;
            String[] names = key.split("\\.");
            for (int i = 0; i < names.length - 1; i++) {
                group = group.withObjectProperty(names[i]);
            }
            put(group, names[names.length - 1], value);
        });
        try {
            TextOutput.write(file, YAML.writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(ObjectNode group, String name, Object value) {
        if (value instanceof List<?> list) {
            var array = group.putArray(name);
            list.forEach(element -> array.add(element.toString()));
        } else if (value instanceof Number || value instanceof Boolean) {
            group.putPOJO(name, value);
        } else {
            group.put(name, SettingText.print(value));
        }
    }
}
