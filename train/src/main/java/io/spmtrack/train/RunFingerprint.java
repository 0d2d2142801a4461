package io.spmtrack.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.model.settings.FileFormat;
import io.spmtrack.model.settings.SettingKey;
import io.spmtrack.model.settings.SettingNodes;
import io.spmtrack.model.settings.SettingText;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings that must not change within a run, by key. Those of its length, its validation, its memory and threads may,
 * and its data, which may lie elsewhere now.
 */
final class RunFingerprint {
    private static final ObjectMapper JSON = Json.mapper().build();

    private RunFingerprint() {}

    /** As a text for a checkpoint. */
    static String of(RunSettings settings) {
        Map<String, Object> values = RunSettings.KEYS.values(settings);
        values.keySet().removeIf(key -> RunSettings.KEYS.key(key, "").declared().changeable());
        return SettingNodes.of(values).toString();
    }

    /**
     * Compares the text of a checkpoint with settings to go on with.
     *
     * @param where what messages call the checkpoint
     * @throws InputException naming the first key that differs
     */
    static void check(String text, RunSettings settings, String where) {
        Map<String, Object> stated = stated(text, where);
        int format = FileFormat.remove(stated, where);
        stated.forEach((key, value) -> RunSettings.KEYS.key(key, where));
        RunSettings.KEYS.values(settings).forEach((name, value) -> {
            SettingKey key = RunSettings.KEYS.key(name, where);
            Object earlier = stated.containsKey(name) ? key.parse(stated.get(name), where) : key.initial(format);
            if (!key.declared().changeable() && !earlier.equals(value)) {
                throw new InputException(where + ": was made with " + name + "=" + SettingText.print(earlier) + ", not "
                        + SettingText.print(value) + ": resume with the settings of its folder, or start a new run");
            }
        });
    }

    private static Map<String, Object> stated(String text, String where) {
        if (!text.startsWith("{")) {
            return FirstFingerprint.keys(text);
        }
        try {
            JsonNode root = JSON.readTree(text);
            return new LinkedHashMap<>(SettingNodes.read(root, where));
        } catch (JsonProcessingException e) {
            throw new InputException(where + ": its settings are not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
