package io.spmtrack.model.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Settings as the nodes of JSON and YAML: groups as nested objects, or dotted keys. */
public final class SettingNodes {
    private SettingNodes() {}

    /**
     * The dotted keys of a node with their values: a text, or a list of texts.
     *
     * @param where what messages call the file
     * @throws InputException if a key has no value
     */
    public static Map<String, Object> read(JsonNode root, String where) {
        Map<String, Object> keys = new LinkedHashMap<>();
        flatten("", root, where, keys);
        return keys;
    }

    private static void flatten(String prefix, JsonNode node, String where, Map<String, Object> keys) {
        node.properties().forEach(each -> {
            String key = prefix + each.getKey();
            JsonNode value = each.getValue();
            if (value.isObject()) {
                flatten(key + ".", value, where, keys);
            } else if (value.isArray()) {
                keys.put(
                        key,
                        StreamSupport.stream(value.spliterator(), false)
                                .map(element -> text(where, key, element))
                                .toList());
            } else {
                keys.put(key, text(where, key, value));
            }
        });
    }

    private static String text(String where, String key, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            String shown = SettingText.printable(key);
            throw new InputException(where + ": " + shown + " has no value; write " + shown + ": value");
        }
        return value.asText();
    }

    /** The format and all values, groups as nested objects. */
    public static ObjectNode of(Map<String, Object> values) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put(FileFormat.KEY, FileFormat.CURRENT);
        values.forEach((key, value) -> {
            ObjectNode group = root;
            String[] names = key.split("\\.");
            for (int i = 0; i < names.length - 1; i++) {
                group = group.withObjectProperty(names[i]);
            }
            put(group, names[names.length - 1], value);
        });
        return root;
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
